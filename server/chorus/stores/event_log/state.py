"""Notices that the database is an older state than before, and begins a new epoch of the log: clients then resync.

A restored log would go on under positions that clients already have (docs/decisions/0021). Only what the servers see
counts: a position that a client claims changes nothing for others.
"""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

import asyncpg
import structlog

from chorus.core.tasks import end
from chorus.stores.postgres.pool import Connection
from chorus.stores.redis.client import Client, Redis, RedisAway

log = structlog.get_logger(__name__)

STATE = "SELECT * FROM lookup_log_state()"
CHANGE = "SELECT change_log_epoch($1, $2, $3, $4)"
POLL_SECONDS = 1.0
MARK_KEY = "chorus:log_mark"
MARK_KEPT_SECONDS = 90 * 24 * 3600


@dataclass(frozen=True, slots=True)
class LogState:
    """The log as the database has it now. `is_original` and `is_at_home` are false behind a restored dump and behind a
    recovery to a point in time; `flushed` is the write-ahead log on the disk, in bytes, where PostgreSQL tells it.
    """

    epoch: str
    generation: int
    is_original: bool
    is_at_home: bool
    flushed: int | None
    last_id: int
    place: str
    changed_at: datetime
    reason: str

    @property
    def mark(self) -> "Mark":
        """What to remember of it."""
        return Mark(self.epoch, self.generation, self.flushed, self.last_id)


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of the log at one time."""

    epoch: str
    generation: int
    flushed: int | None
    last_id: int


def fault_of(state: LogState, mark: Mark | None) -> str | None:
    """Return why the epoch must change, or None."""
    if not state.is_original:
        return "dump"
    if not state.is_at_home:
        return "moved"
    if mark is None:
        return None
    if state.generation < mark.generation:
        return "went_back"
    # A later epoch: another process has noticed.
    return "went_back" if state.epoch == mark.epoch and _is_behind(state, mark) else None


def _is_behind(state: LogState, mark: Mark) -> bool:
    # A number that a crash took back was never in the log on the disk; what was flushed stays.
    if state.flushed is not None and mark.flushed is not None:
        return state.flushed < mark.flushed
    return state.last_id < mark.last_id


class Outside(Protocol):
    """Stores a mark outside the database, unaffected by a restore. It may be lost."""

    async def read(self) -> Mark | None:
        """Read the mark, or None."""
        ...

    async def write(self, mark: Mark) -> None:
        """Keep it in place of the one before."""
        ...


class RedisMark:
    """A mark in Redis."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def read(self) -> Mark | None:
        """Read the mark; None while Redis is down or if it is of another version."""

        async def work(client: Client) -> bytes | str | None:
            found: bytes | str | None = await client.get(MARK_KEY)
            return found

        try:
            found = await self._redis.run(work)
            return None if found is None else Mark(**json.loads(found))
        except (RedisAway, ValueError, TypeError):
            return None

    async def write(self, mark: Mark) -> None:
        """Write the mark; no-op while Redis is down."""
        try:
            await self._redis.run(lambda client: client.set(MARK_KEY, json.dumps(asdict(mark)), ex=MARK_KEPT_SECONDS))
        except RedisAway:
            return


class LogWatch:
    """One process's memory of the log. `check` stands before a connection's first use: no write is faster."""

    def __init__(self, outside: Outside | None = None) -> None:
        self._outside = outside
        self._mark: Mark | None = None
        self._has_looked_outside = False
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def check(self, connection: Connection) -> LogState:
        """Check the log and start a new epoch if it was set back.

        Raises `CannotConnectNowError` while the server is in recovery: a connection of then would live on afterwards.

        Raises:
            CannotConnectNowError: While the server is in recovery.
        """
        async with self._lock:
            if not self._has_looked_outside and self._outside is not None:
                self._mark = await self._outside.read()
            self._has_looked_outside = True
            state = await look(connection)
            if state is None:
                raise asyncpg.CannotConnectNowError("PostgreSQL is in recovery.")
            fault = fault_of(state, self._mark)
            if fault is not None:
                generation = self._mark.generation if self._mark is not None else 0
                state = await change(connection, state, fault, at_least=generation)
            self._mark = state.mark
            return state

    def start(self, pool: asyncpg.Pool) -> None:
        """Start checking every second and writing the mark."""
        self._task = asyncio.create_task(self._keep(pool))

    async def stop(self) -> None:
        """Stop checking."""
        await end(self._task)

    async def _keep(self, pool: asyncpg.Pool) -> None:
        while True:
            try:
                async with pool.acquire(timeout=POLL_SECONDS * 5) as connection:
                    state = await self.check(connection)
                if self._outside is not None:
                    await self._outside.write(state.mark)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.debug("log_state.unseen", error=type(error).__name__)
            await asyncio.sleep(POLL_SECONDS)


async def look(connection: Connection) -> LogState | None:
    """Read the state of the log. None while the server is in recovery or a standby."""
    row = await connection.fetchrow(STATE)
    return None if row is None else LogState(**row)


async def change(
    connection: Connection, state: LogState, reason: str, *, at_least: int = 0, place: str | None = None
) -> LogState:
    """Start a new epoch unless another process was faster. Return the current state."""
    await connection.execute(CHANGE, state.epoch, at_least, reason, place)
    found = await look(connection)
    log.warning("log.epoch_changed", reason=reason, was=state.epoch, epoch=found.epoch if found else None)
    return found or state


async def settle_place(connection: Connection, place: str) -> None:
    """Start a new epoch if the database files were moved, as in a copy of a backup."""
    state = await look(connection)
    if state is None or state.place == place:
        return
    if state.place:
        await change(connection, state, "copied", place=place)
    else:
        await connection.execute("SELECT set_log_place($1)", place)
