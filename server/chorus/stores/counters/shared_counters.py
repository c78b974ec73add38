"""Counts by key, added up over several processes: each tells Redis its own, and reads those of the others a beat later.

A process has one hash, which ends with its lease, so one that dies takes its counts with it. Both go in batches behind
the callers' backs: counting costs no round trip.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from chorus.core.tasks import end
from chorus.stores.counters.process_registry import ProcessRegistry
from chorus.stores.redis.client import Client, Redis, RedisAway

log = structlog.get_logger(__name__)

BEAT_SECONDS = 1.0
LEASE_MS = 10_000
PAUSE_SECONDS = 0.1
BATCH_MAX = 500


@dataclass(slots=True)
class Count:
    """Of one key. `earlier` is what those have who added to it before this process last did."""

    mine: int = 0
    told: int = 0
    others: int = 0
    earlier: int = 0
    raised_at: int = 0


NOTHING = Count()


class SharedCounters:
    """The counts of one process. Without Redis it is a counter."""

    def __init__(
        self, redis: Redis | None = None, census: ProcessRegistry | None = None, *, prefix: str = "chorus:tally:"
    ) -> None:
        self._redis = redis
        self._census = census
        self._prefix = prefix
        self._counts: dict[Hashable, Count] = {}
        self._changed: dict[Hashable, None] = {}
        self._due: set[Hashable] = set()
        self._due_next: set[Hashable] = set()
        self._watched: set[Hashable] = set()
        self._common: set[Hashable] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.on_read: Callable[[Sequence[Hashable]], None] = lambda _: None

    @property
    def is_shared(self) -> bool:
        """Whether the others can be asked at the moment; true where there are none."""
        return self._redis is None or self._redis.is_healthy

    @property
    def processes(self) -> int:
        """How many count."""
        return 1 if self._census is None else self._census.size

    def count(self, key: Hashable) -> Count:
        """Return the known count of a key."""
        return self._counts.get(key, NOTHING)

    def add(self, key: Hashable) -> None:
        """Increment a key."""
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = Count()
        count.mine += 1
        count.raised_at = time.time_ns()
        self._tell_soon(key)

    def drop(self, key: Hashable) -> None:
        """Decrement a key."""
        count = self._counts[key]
        count.mine -= 1
        if self._redis is None and not count.mine:
            del self._counts[key]
        self._tell_soon(key)

    def watch(self, key: Hashable) -> None:
        """Read this key at each beat, for as long as this process has some of it; those that others have too are read
        anyway.
        """
        self._watched.add(key)

    def read_again(self, key: Hashable) -> None:
        """Read this key at the next beat."""
        self._due.add(key)

    def start(self) -> None:
        """Start publishing and reading counts."""
        if self._redis is not None:
            self._task = asyncio.create_task(self._run(self._redis))

    async def stop(self) -> None:
        """Withdraw all counts."""
        await end(self._task)
        if self._redis is not None:
            with suppress(RedisAway):
                await self._redis.run(lambda client: client.delete(self._hash_of(self._own)))

    @property
    def _own(self) -> str:
        return "" if self._census is None else self._census.id

    def _hash_of(self, process: str) -> str:
        return f"{self._prefix}{process}"

    def _tell_soon(self, key: Hashable) -> None:
        if self._redis is not None:
            self._changed[key] = None
            self._wake.set()

    async def _run(self, redis: Redis) -> None:
        loop = asyncio.get_running_loop()
        beat_at = loop.time()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(beat_at):
                    await self._wake.wait()
            self._wake.clear()
            try:
                while self._changed:
                    await self._tell(redis)
                if loop.time() >= beat_at:
                    beat_at = loop.time() + BEAT_SECONDS
                    await self._beat(redis)
                await asyncio.sleep(PAUSE_SECONDS)
            except RedisAway:
                await asyncio.sleep(BEAT_SECONDS)
            except Exception:
                log.exception("tally.failed")
                await asyncio.sleep(BEAT_SECONDS)

    # --- telling -------------------------------------------------------------------------------------------------

    async def _tell(self, redis: Redis) -> None:
        keys = list(self._changed)[:BATCH_MAX]
        for key in keys:
            del self._changed[key]
        said = {key: (count.mine, count.raised_at) for key in keys if (count := self._counts.get(key)) is not None}
        try:
            await redis.run(lambda client: self._say(client, said))
        except BaseException:
            self._changed = {**dict.fromkeys(said), **self._changed}
            raise
        for key, (mine, _) in said.items():
            count = self._counts[key]
            count.told = mine
            if not count.mine and not count.told:
                del self._counts[key]
        # Not at once: who added before us may still be about to tell.
        self._due_next.update(said)

    async def _say(self, client: Client, said: dict[Hashable, tuple[int, int]]) -> None:
        kept = {_field(key): f"{mine} {raised_at}" for key, (mine, raised_at) in said.items() if mine}
        gone = [_field(key) for key, (mine, _) in said.items() if not mine]
        pipeline: Any = client.pipeline(transaction=False)
        if kept:
            pipeline.hset(self._hash_of(self._own), mapping=kept)
        if gone:
            pipeline.hdel(self._hash_of(self._own), *gone)
        pipeline.pexpire(self._hash_of(self._own), LEASE_MS)
        await pipeline.execute()

    # --- reading -------------------------------------------------------------------------------------------------

    async def _beat(self, redis: Redis) -> None:
        is_kept = await redis.run(lambda client: client.pexpire(self._hash_of(self._own), LEASE_MS))
        if not is_kept and any(count.told for count in self._counts.values()):
            # Redis lost it, or we were silent for too long.
            for count in self._counts.values():
                count.told = 0
            self._changed = dict.fromkeys(self._counts)
            self._wake.set()
        self._watched.intersection_update(self._counts)
        self._due |= self._watched | self._common
        while self._due:
            await self._read(redis)
        self._due, self._due_next = self._due_next, set()

    async def _read(self, redis: Redis) -> None:
        keys = list(self._due)[:BATCH_MAX]
        found = await redis.run(lambda client: self._ask(client, keys))
        self._due.difference_update(keys)
        for number, key in enumerate(keys):
            theirs = [(process, *_parsed(answer[number])) for process, answer in found.items()]
            count = self._counts.get(key)
            if count is None:
                self._common.discard(key)
                continue
            count.others = sum(amount for _, amount, _ in theirs)
            count.earlier = sum(
                amount for process, amount, at in theirs if (at, process) < (count.raised_at, self._own)
            )
            (self._common.add if count.others else self._common.discard)(key)
        self.on_read(keys)

    async def _ask(self, client: Client, keys: Sequence[Hashable]) -> dict[str, list[bytes | None]]:
        others = sorted(self._census.others if self._census else ())
        fields = [_field(key) for key in keys] if others else []
        pipeline: Any = client.pipeline(transaction=False)
        for process in others:
            pipeline.hmget(self._hash_of(process), *fields)
        return dict(zip(others, await pipeline.execute() if others else (), strict=True))


def _field(key: Hashable) -> str:
    # Hashed: an address has no business in Redis.
    return hashlib.blake2b(repr(key).encode(), digest_size=12).hexdigest()


def _parsed(value: bytes | None) -> tuple[int, int]:
    if value is None:
        return 0, 0
    amount, _, raised_at = value.partition(b" ")
    return int(amount), int(raised_at)
