"""The consumers of one process: takes leases, runs a task for each shard it has, and gives them back when it stops."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from chorus.core.errors import ChorusError
from chorus.core.ids import new_id
from chorus.core.tasks import end
from chorus.stores.event_log import parked
from chorus.stores.event_log.leases import HEARTBEAT_SECONDS, LEASE_SECONDS, Lease, LeaseLost, beat, register, release
from chorus.stores.event_log.shard import BACKOFF_MIN, Place, ShardConsumer
from chorus.stores.event_log.subscriptions import Subscription
from chorus.stores.event_log.tail import PACE_SECONDS, Growth, LogTail
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres.database import Database

log = structlog.get_logger(__name__)

FORGET_SECONDS = 3600.0
AGAIN_SECONDS = 1.0
AWAY = (ChorusError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
Shard = tuple[str, int]


class EventConsumers:
    """Several processes may run the same subscriptions: each shard is worked on by one of them at a time."""

    def __init__(
        self,
        database: Database,
        growth: Growth,
        subscriptions: Sequence[Subscription],
        deps: Any = None,
        *,
        reactions: Reactions | None = None,
        lease_seconds: float = LEASE_SECONDS,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        pace_seconds: float = PACE_SECONDS,
        retry_seconds: Sequence[float] = parked.RETRY_SECONDS,
        retried_max: int = parked.RETRIED_MAX,
        backoff_min: float = BACKOFF_MIN,
    ) -> None:
        self._database = database
        self._subscriptions = {one.name: one for one in subscriptions}
        self._lease_seconds = lease_seconds
        self._heartbeat_seconds = heartbeat_seconds
        self._tail = LogTail(database, growth, pace_seconds=pace_seconds)
        self._place = Place(
            worker=new_id(),
            database=database,
            tail=self._tail,
            deps=deps,
            reactions=reactions or database.reactions,
            retry_seconds=retry_seconds,
            retried_max=retried_max,
            backoff_min=backoff_min,
        )
        self._tasks: dict[Shard, asyncio.Task[None]] = {}
        self._consumers: dict[Shard, ShardConsumer] = {}
        self._task: asyncio.Task[None] | None = None
        self._is_early = asyncio.Event()

    @property
    def held(self) -> set[Shard]:
        """The shards that this process works on now."""
        return {shard for shard, task in self._tasks.items() if not task.done()}

    def start(self) -> None:
        """Begin to work, in the background."""
        if self._subscriptions:
            self._tail.start()
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End the tasks and give the shards back."""
        await end(self._task)
        held = self.held
        await self._end(held)
        await self._tail.stop()
        if self._task is not None:
            with suppress(*AWAY):
                await release(self._database, self._place.worker, held, for_good=True)

    async def _run(self) -> None:
        clock, forgotten_at = asyncio.get_running_loop().time, float("-inf")
        waiting_for = list(self._subscriptions.values())
        while True:
            self._is_early.clear()
            try:
                while waiting_for:
                    await register(self._database, waiting_for[-1])
                    waiting_for.pop()
                await self._beat()
                if clock() - forgotten_at > FORGET_SECONDS:
                    await self._forget()
                    forgotten_at = clock()
                pause = self._heartbeat_seconds
            except AWAY as error:
                log.warning("consumers.no_heartbeat", error=getattr(error, "code", type(error).__name__))
                pause = AGAIN_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._is_early.wait()

    async def _beat(self) -> None:
        began, held = asyncio.get_running_loop().time(), self.held
        wanted = {name: one.shards for name, one in self._subscriptions.items()}
        found = await beat(self._database, self._place.worker, wanted, held, lease_seconds=self._lease_seconds)
        self._place.leased_until = began + self._lease_seconds
        for shard in found.lost:
            await end(self._tasks[shard])
        for lease in found.taken:
            self._begin(lease)
        surplus = sorted(self.held)[len(self.held) - found.surplus :]
        if surplus:
            await self._end(surplus)
            await release(self._database, self._place.worker, surplus, for_good=False)

    def _begin(self, lease: Lease) -> None:
        consumer = ShardConsumer(self._subscriptions[lease.name], lease, self._place)
        task = asyncio.create_task(consumer.run())
        task.add_done_callback(lambda ended: self._ended(lease, ended))
        self._tasks[lease.key], self._consumers[lease.key] = task, consumer

    async def _end(self, shards: Collection[Shard]) -> None:
        await asyncio.gather(*(self._consumers[shard].stop(self._tasks[shard]) for shard in shards))

    def _ended(self, lease: Lease, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            return
        error = task.exception()
        if not isinstance(error, LeaseLost):
            log.error("consumer.ended", consumer=lease.name, shard=lease.shard, exc_info=error)
        log.info("consumer.lease_lost", consumer=lease.name, shard=lease.shard)
        self._is_early.set()

    async def _forget(self) -> None:
        async with self._database.across(()) as connection:
            await parked.forget(connection)
