"""Call a handler with events, those of a conversation in order; tell failures from what is unavailable."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from chorus.core.errors import ChorusError
from chorus.protocol.envelope import Envelope
from chorus.stores.event_log.parked import Failure
from chorus.stores.event_log.subscriptions import Act, ActOnBatch, Enqueue, LoggedEvent, Write
from chorus.stores.jobs.job import DEFER, Job, Reactions, as_composite
from chorus.stores.postgres.database import Tx
from chorus.stores.postgres.pool import AWAY, Connection

log = structlog.get_logger(__name__)

UNAVAILABLE = (ConnectionError, TimeoutError, asyncpg.InterfaceError, *AWAY)


def is_unavailable(error: BaseException) -> bool:
    """Whether the error says that something is unavailable, rather than that the event is at fault."""
    if isinstance(error, ChorusError):
        return error.retryable
    return isinstance(error, UNAVAILABLE)


def is_refusal(error: BaseException) -> bool:
    """Whether the world has moved on (closed, erased, taken over): to try again would change nothing."""
    return isinstance(error, ChorusError) and not error.retryable


async def act(handler: Act | ActOnBatch, deps: Any, events: Sequence[LoggedEvent]) -> list[Failure]:
    """Handle events outside of any transaction; what failed, with what waits behind it.

    Raises the first error that says that something is unavailable.
    """
    if isinstance(handler, Act):
        return await _side_by_side(events, lambda event: handler.handle(deps, event), handler.concurrency)
    if len(events) > 1:
        try:
            await handler.handle(deps, events)
        except Exception as error:
            if is_unavailable(error):
                raise
        else:
            return []
    return await _side_by_side(events, lambda event: handler.handle(deps, [event]), 1)


async def _side_by_side(
    events: Sequence[LoggedEvent], handle: Callable[[LoggedEvent], Awaitable[None]], at_once: int
) -> list[Failure]:
    places = asyncio.Semaphore(at_once)

    async def in_order(stream: Sequence[LoggedEvent]) -> list[Failure]:
        async with places:
            for place, event in enumerate(stream):
                error = await _attempt(handle(event), event)
                if error is not None:
                    return behind(stream[place:], error)
        return []

    found = await asyncio.gather(*map(in_order, _streams(events)), return_exceptions=True)
    for outcome in found:
        if isinstance(outcome, BaseException):
            raise outcome
    return [failure for outcome in found if isinstance(outcome, list) for failure in outcome]


async def write(
    handler: Enqueue | Write, deps: Any, events: Sequence[LoggedEvent], connection: Connection, reactions: Reactions
) -> tuple[list[Failure], list[Envelope]]:
    """Handle events within the caller's transaction; what failed, and what to publish after the commit."""
    if isinstance(handler, Enqueue):
        return await _enqueue(handler, events, connection), []
    failures: dict[UUID, list[Failure]] = {}
    envelopes: list[Envelope] = []
    for event in events:
        if event.stream_id in failures:
            failures[event.stream_id].append(Failure(event))
            continue
        tx = Tx(connection, event.tenant_id, reactions)
        error = await _attempt(_in_savepoint(handler, deps, tx, event, envelopes), event)
        if error is not None:
            failures[event.stream_id] = [Failure(event, error)]
    return [failure for found in failures.values() for failure in found], envelopes


async def _in_savepoint(handler: Write, deps: Any, tx: Tx, event: LoggedEvent, envelopes: list[Envelope]) -> None:
    async with tx.connection.transaction():
        await tx.connection.execute(f"SET LOCAL app.tenants = '{{{event.tenant_id}}}'")
        await handler.handle(deps, tx, event)
        found = await tx.flush()
    envelopes.extend(found)


async def _enqueue(handler: Enqueue, events: Sequence[LoggedEvent], connection: Connection) -> list[Failure]:
    failures: dict[UUID, list[Failure]] = {}
    jobs: dict[str, Job] = {}
    for event in events:
        if event.stream_id in failures:
            failures[event.stream_id].append(Failure(event))
            continue
        try:
            jobs.update((_key_of(job), job) for job in handler.jobs_of(event))
        except Exception as error:
            _tell(event, error)
            failures[event.stream_id] = [Failure(event, error)]
    if jobs:
        await connection.execute(DEFER, [as_composite(job) for job in jobs.values()])
    return [failure for found in failures.values() for failure in found]


async def _attempt(work: Awaitable[None], event: LoggedEvent) -> Exception | None:
    """Return the error that is the event's own fault, or None. What says that something is unavailable is raised."""
    try:
        await work
    except Exception as error:
        if is_unavailable(error):
            raise
        if is_refusal(error):
            log.info("event.refused", event_id=event.id, type=event.type, code=getattr(error, "code", ""))
            return None
        _tell(event, error)
        return error
    return None


def behind(events: Sequence[LoggedEvent], error: Exception) -> list[Failure]:
    """Tell apart the first one, which failed, and the others, which wait behind it."""
    return [Failure(events[0], error), *(Failure(event) for event in events[1:])]


def _streams(events: Iterable[LoggedEvent]) -> list[list[LoggedEvent]]:
    found: dict[UUID, list[LoggedEvent]] = defaultdict(list)
    for event in events:
        found[event.stream_id].append(event)
    return list(found.values())


def _tell(event: LoggedEvent, error: Exception) -> None:
    log.warning("event.failed", event_id=event.id, type=event.type, exc_info=error)


def _key_of(job: Job) -> str:
    return json.dumps(as_composite(job), default=str)
