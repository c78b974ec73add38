"""Lists of conversations: a page of a view, and how many the view has. Each is found by an index."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chorus.chat.conversations.queries import DETAIL_FIELDS, DETAIL_TABLES
from chorus.core.actor import Actor
from chorus.core.ids import CustomerId
from chorus.core.paging import PAGE_DEFAULT, Page, encode_cursor, time_and_id
from chorus.stores.postgres.database import Tx

COUNT_MAX = 1_000
"""A count that reaches this means "999+": counting further would read the whole view."""


@dataclass(frozen=True, slots=True)
class View:
    """A list: which conversations, by which time, and whether the oldest comes first."""

    condition: str
    sort: str
    is_oldest_first: bool = False
    source: str = "conversations c"


QUEUE = "escalations e JOIN conversations c ON c.tenant_id = e.tenant_id AND c.id = e.conversation_id"
VIEWS = {
    "queue": View("e.tenant_id = $1 AND e.status = 'waiting'", "e.created_at", is_oldest_first=True, source=QUEUE),
    "offered": View(
        "e.tenant_id = $1 AND e.status = 'waiting' AND e.offered_to = $2",
        "e.created_at",
        is_oldest_first=True,
        source=QUEUE,
    ),
    "mine": View("c.assignee_id = $2 AND c.status <> 'closed'", "c.updated_at"),
    "open": View("c.status <> 'closed'", "c.updated_at"),
    "closed": View("c.status = 'closed'", "c.closed_at"),
    "all": View("true", "c.created_at"),
}
BY_LABEL = "conversations_by_label($2, $3, $4, $5, $6)"


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter of a list."""

    view: str
    customer_id: CustomerId | None = None
    label: str | None = None


async def page(
    tx: Tx, actor: Actor, wanted: Filter, *, cursor: str | None = None, limit: int = PAGE_DEFAULT
) -> Page[dict[str, Any]]:
    """Return a page of a view: the queue oldest first, open ones by latest change, closed ones by end, all by age.

    Raises `BadCursor` for a cursor that this server did not make.
    """
    at, after = time_and_id(cursor)
    ids, args = picked(actor, wanted, at, after, limit + 1)
    direction = "ASC" if VIEWS[wanted.view].is_oldest_first else "DESC"
    # First the few ids, then all that a row shows: joined to the whole view, that took most of the time.
    rows = await tx.records(
        f"WITH picked (picked_id, sort) AS MATERIALIZED ({ids}) SELECT {DETAIL_FIELDS}, sort"  # noqa: S608 - as above
        f" FROM {DETAIL_TABLES} JOIN picked ON picked_id = c.id WHERE c.tenant_id = $1"
        f" ORDER BY sort {direction}, c.id {direction}",
        *args,
    )
    items = [dict(row) for row in rows[:limit]]
    if len(rows) <= limit:
        return Page(items, None)
    return Page(items, encode_cursor(items[-1]["sort"].isoformat(), str(items[-1]["id"])))


async def count(tx: Tx, actor: Actor, wanted: Filter) -> int:
    """Count the conversations of a view, up to `COUNT_MAX`."""
    ids, args = picked(actor, wanted, None, None, COUNT_MAX, in_order=False)
    return int(await tx.value(f"SELECT count(*) FROM ({ids}) found", *args))  # noqa: S608 - as above


def picked(
    actor: Actor, wanted: Filter, at: datetime | None, after: UUID | None, limit: int, *, in_order: bool = True
) -> tuple[str, list[object]]:
    """Return the SELECT of ids and their sort key with its arguments. The first argument is the tenant."""
    customer_id = actor.customer_id if actor.is_customer else wanted.customer_id
    if wanted.label is not None and customer_id is None and wanted.view in {"closed", "all"}:
        found: list[object] = [actor.tenant_id, wanted.label, wanted.view == "closed", at, after, limit]
        return f"SELECT id, sort FROM {BY_LABEL} WHERE $1::uuid IS NOT NULL", found  # noqa: S608 - a constant
    view = VIEWS[wanted.view]
    args: list[object] = [actor.tenant_id]
    conditions = ["c.tenant_id = $1", view.condition]
    if "$2" in view.condition:
        args.append(actor.id)

    def narrow(condition: str, *values: object) -> None:
        marks = [f"${len(args) + number}" for number, _ in enumerate(values, 1)]
        conditions.append(condition.format(*marks))
        args.extend(values)

    # Each only where it is asked for: a condition that may be void hides from the planner which index serves.
    if customer_id is not None:
        narrow("c.customer_id = {}", customer_id)
    if wanted.label is not None:
        narrow("{} = ANY (c.labels)", wanted.label)
    if at is not None:
        comparison = ">" if view.is_oldest_first else "<"
        narrow(f"({view.sort}, {_id_of(view)}) {comparison} ({{}}::timestamptz, {{}}::uuid)", at, after)
    direction = "ASC" if view.is_oldest_first else "DESC"
    order = f"ORDER BY {view.sort} {direction}, {_id_of(view)} {direction}" if in_order else ""
    sql = f"SELECT c.id, {view.sort} AS sort FROM {view.source} WHERE {' AND '.join(conditions)} {order}"  # noqa: S608 - as above
    return f"{sql} LIMIT {limit:d}", args


def _id_of(view: View) -> str:
    # The index of the queue holds the escalation's own copy.
    return "e.conversation_id" if view.source == QUEUE else "c.id"
