"""PostgreSQL: a pool, and one transaction that writes state, appends events and defers jobs together.

SQL over asyncpg, written or composed (docs/decisions/0003). Rows are those that their noun's `table.py` declares.
"""

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
from sqlmodel.sql.expression import SelectOfScalar

from chorus.core.errors import NotFoundError
from chorus.core.ids import TenantId
from chorus.protocol.envelope import Envelope, envelopes_of
from chorus.protocol.events.event import ConversationEvent, Event, TenantEvent
from chorus.protocol.topics import Audience
from chorus.stores.disk import Disk, refusal_of
from chorus.stores.jobs.job import DEFER, WITHDRAW, Job, Reactions, as_composite
from chorus.stores.postgres.pool import AWAY, Connection, is_gone
from chorus.stores.postgres.statements import alteration, composed, filled, insertion
from chorus.stores.postgres.table import Table

Publish = Callable[[Sequence[Envelope]], Awaitable[None]]
RowType = TypeVar("RowType", bound=Table)


@dataclasses.dataclass(slots=True)
class _Recorded:
    event: ConversationEvent
    agent_position: int
    customer_position: int | None
    message_id: UUID | None
    feed_position: int | None = None


class Tx:
    """One transaction of one tenant. Use cases take it first; the edges open and commit it."""

    def __init__(self, connection: Connection, tenant_id: TenantId, reactions: Reactions) -> None:
        self.connection = connection
        self.tenant_id = tenant_id
        self._reactions = reactions
        self._recorded: list[_Recorded] = []
        self._tenant_events: list[TenantEvent] = []
        self._jobs: list[Job] = []
        self._ephemeral: list[Envelope] = []

    async def fetch(self, row_type: type[RowType], sql: str, *args: object) -> list[RowType]:
        """Fetch all rows. `{columns}` in the SQL is the row type's column list, `{columns:x}` with an alias."""
        rows = await self.connection.fetch(filled(sql, row_type), *args)
        return [row_type.from_record(row) for row in rows]

    async def fetch_one(self, row_type: type[RowType], sql: str, *args: object) -> RowType:
        """Fetch one row. A foreign row is not found.

        Raises:
            NotFoundError: If there is no such row.
        """
        row = await self.fetch_optional(row_type, sql, *args)
        if row is None:
            raise NotFoundError
        return row

    async def fetch_optional(self, row_type: type[RowType], sql: str, *args: object) -> RowType | None:
        """Return the row, or None."""
        row = await self.connection.fetchrow(filled(sql, row_type), *args)
        return None if row is None else row_type.from_record(row)

    async def all(self, statement: SelectOfScalar[RowType]) -> list[RowType]:
        """Return all rows of a composed statement, `select(Label).where(…)`."""
        table, text, values = composed(statement)
        return [table.from_record(row) for row in await self.connection.fetch(text, *values)]

    async def first(self, statement: SelectOfScalar[RowType]) -> RowType | None:
        """Return the first row of a composed statement, or None."""
        table, text, values = composed(statement)
        row = await self.connection.fetchrow(text, *values)
        return None if row is None else table.from_record(row)

    async def one(self, statement: SelectOfScalar[RowType]) -> RowType:
        """Return the first row of a composed statement.

        Raises:
            NotFoundError: If there is none.
        """
        row = await self.first(statement)
        if row is None:
            raise NotFoundError
        return row

    async def records(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Fetch the rows of a query that belongs to no table."""
        return list(await self.connection.fetch(sql, *args))

    async def value(self, sql: str, *args: object) -> Any:
        """Return the first column of the first row, or None."""
        return await self.connection.fetchval(sql, *args)

    async def execute(self, sql: str, *args: object) -> int:
        """Run a statement; the number of rows it touched."""
        status = await self.connection.execute(sql, *args)
        count = status.rsplit(" ", 1)[-1]
        return int(count) if count.isdigit() else 0

    async def insert(self, row: RowType) -> RowType:
        """Insert a row as it is."""
        text, values = insertion(row)
        await self.connection.execute(text, *values)
        return row

    async def update(self, row: RowType, **changes: object) -> RowType:
        """Change columns of a row found by its `tenant_id` and `id`; the row as it is now."""
        text, values = alteration(row, changes)
        await self.connection.execute(text, self.tenant_id, *values)
        return row.changed(**changes)

    async def record(self, event: ConversationEvent, *, message_id: UUID | None = None) -> tuple[int, int | None]:
        """Append an event; its positions for the agents and, if the customer may see it, for the customer.

        The caller holds the conversation's row lock, so positions are taken and committed together: no gaps.

        Raises:
            NotFoundError: If there is no such row.
        """
        is_public = event.audience is Audience.EVERYONE
        row = await self.connection.fetchrow(
            "UPDATE conversations SET agent_position = agent_position + 1,"
            " customer_position = customer_position + $3, updated_at = $4"
            " WHERE tenant_id = $1 AND id = $2 RETURNING agent_position, customer_position",
            self.tenant_id,
            event.conversation_id,
            int(is_public),
            event.at,
        )
        if row is None:
            raise NotFoundError
        customer_position = row[1] if is_public else None
        self._recorded.append(_Recorded(event, row[0], customer_position, message_id))
        return row[0], customer_position

    def record_for_tenant(self, event: TenantEvent) -> None:
        """Append an administrative event, with the next position among those of the tenant."""
        self._tenant_events.append(event)

    def defer(self, job: Job) -> None:
        """Enqueue a job with this transaction: it runs if and only if the transaction commits."""
        self._jobs.append(job)

    async def withdraw(self, job: Job) -> int:
        """Remove this task's queued jobs with this lock, unless they are running. Return their number.

        For work that answers all who asked for it before it began. Whoever asks meanwhile is not seen, so theirs stays:
        a queueing lock, which drops the later job instead, would leave out what commits as the earlier one begins.
        """
        return await self.execute(WITHDRAW, job.task, job.lock)

    def hint(self, envelope: Envelope) -> None:
        """Publish something ephemeral after the commit."""
        self._ephemeral.append(envelope)

    async def flush(self) -> list[Envelope]:
        """Write the log and the jobs; what to publish after the commit."""
        if self._recorded or self._tenant_events:
            await self._write_log(await self._take_tenant_positions())
        if self._jobs:
            await self.connection.execute(DEFER, [as_composite(job) for job in self._jobs])
        return [*self._envelopes(), *self._ephemeral]

    async def _take_tenant_positions(self) -> int:
        """Take positions on the feed. Returns the position before the first administrative event.

        Raises:
            NotFoundError: If there is no such tenant.
        """
        # Last of all, so that the tenant's row is locked for the shortest time.
        on_feed = [entry for entry in self._recorded if entry.event.on_tenant_feed]
        if not on_feed and not self._tenant_events:
            return 0
        row = await self.connection.fetchrow(
            "UPDATE tenants SET feed_position = feed_position + $2, event_position = event_position + $3 WHERE id = $1"
            " RETURNING feed_position, event_position",
            self.tenant_id,
            len(on_feed),
            len(self._tenant_events),
        )
        if row is None:
            raise NotFoundError
        for offset, entry in enumerate(on_feed, start=1):
            entry.feed_position = row[0] - len(on_feed) + offset
        return int(row[1]) - len(self._tenant_events)

    async def _write_log(self, after: int) -> None:
        rows: list[tuple[Any, ...]] = []
        for entry in self._recorded:
            positions = (entry.agent_position, entry.customer_position, entry.feed_position)
            rows.append((entry.event, *positions, entry.message_id))
        rows.extend((event, place, None, None, None) for place, event in enumerate(self._tenant_events, after + 1))
        await self.connection.executemany(
            "INSERT INTO events (tenant_id, conversation_id, type, agent_position, customer_position,"
            " feed_position, message_id, payload, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [
                (self.tenant_id, event.conversation_id, event.type, *positions, payload_of(event), event.at)
                for event, *positions in rows
            ],
        )
        for entry in self._recorded:
            self._jobs.extend(self._reactions.to(entry.event, self.tenant_id))
        await self.connection.execute("NOTIFY chorus_log")

    def _envelopes(self) -> list[Envelope]:
        found = []
        for entry in self._recorded:
            positions = (entry.agent_position, entry.customer_position, entry.feed_position)
            found.extend(envelopes_of(entry.event, self.tenant_id, *positions))
        return found


def payload_of(event: Event) -> dict[str, Any]:
    """Return the part of an event that the log keeps: no columns, and no content or personal data."""
    kept_elsewhere = {"type", "conversation_id", "at", "message", "customer", "comment"}
    return event.model_dump(mode="json", by_alias=True, exclude=kept_elsewhere)


class Database:
    """The pool of the application role. What a transaction recorded is published once it is committed."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        reactions: Reactions,
        publish: Publish,
        disk: Disk | None = None,
    ) -> None:
        self.pool = pool
        self.reactions = reactions
        self.publish = publish
        self.disk = disk or Disk(None)

    @asynccontextmanager
    async def transaction(self, tenant_id: TenantId) -> AsyncIterator[Tx]:
        """Open a transaction that sees and writes only this tenant. Commits at the end, rolls back on an exception."""
        async with self._connection() as connection:
            # One round trip; the id is a UUID, so there is nothing to escape.
            await connection.execute(f"BEGIN; SET LOCAL app.tenants = '{{{UUID(str(tenant_id))}}}'")
            tx = Tx(connection, tenant_id, self.reactions)
            try:
                yield tx
                envelopes = await tx.flush()
                await connection.execute("COMMIT")
            except BaseException:
                if not is_gone(connection):
                    await connection.execute("ROLLBACK")
                raise
        if envelopes:
            await self.publish(envelopes)

    @asynccontextmanager
    async def across(self, tenant_ids: Collection[UUID]) -> AsyncIterator[Connection]:
        """Open a transaction that sees and writes several tenants, for work on shared rows. It records nothing."""
        async with self._connection() as connection, connection.transaction():
            await connection.execute("SELECT set_config('app.tenants', $1::uuid[]::text, true)", list(tenant_ids))
            yield connection

    async def unscoped(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Run one statement outside of any tenant: on what belongs to none, or a cross-tenant lookup (`sql/`)."""
        async with self._connection() as connection:
            return list(await connection.fetch(sql, *args))

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        try:
            connection = await self.pool.acquire(timeout=5)
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise refusal_of(error, self.disk) from error
        try:
            yield connection
        except AWAY as error:
            raise refusal_of(error, self.disk) from error
        except (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            if not is_gone(connection):
                raise  # not PostgreSQL's fault
            raise refusal_of(error, self.disk) from error
        finally:
            await self.pool.release(connection)

    async def close(self) -> None:
        """Close the pool."""
        await self.pool.close()
