"""One gateway's part in presence: it renews the leases of the people on its sockets."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import structlog

from chorus.core.tasks import end
from chorus.presence.broadcast import PresenceBroadcaster
from chorus.presence.keys import BEAT, JOIN, LEAVE, TENANTS, people_of
from chorus.presence.person import Person, person_named, person_of
from chorus.protocol.rpc.exchange import Caller
from chorus.stores.bus.port import Bus
from chorus.stores.redis.client import Client, Redis, RedisAway

log = structlog.get_logger(__name__)

TTL_SECONDS = 15.0
BEATS_PER_TTL = 3
CHUNK = 500


class Leases:
    """Told who comes and goes, it never waits and never raises. A killed gateway renews nothing, and that is all.

    While Redis is away the people here are announced as approximate, and nobody is announced as gone: who left is
    kept until that can be written down.
    """

    def __init__(self, redis: Redis, bus: Bus, *, ttl_seconds: float = TTL_SECONDS) -> None:
        self._redis = redis
        self._news = PresenceBroadcaster(bus)
        self._ttl_ms = int(ttl_seconds * 1_000)
        self._beat_seconds = ttl_seconds / BEATS_PER_TTL
        # Long enough for another gateway's next beat, and for a page that is being reloaded.
        self._grace_ms = int(self._beat_seconds * 1_200)
        self._sockets: Counter[Person] = Counter()
        self._came: dict[Person, None] = {}
        self._went: dict[Person, None] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def arrived(self, caller: Caller, conversation_id: UUID | None) -> None:
        """Record that a socket of this person was opened."""
        person = person_of(caller, conversation_id)
        if person is None:
            return
        self._sockets[person] += 1
        self._went.pop(person, None)
        self._news.unlimit(person)
        if self._sockets[person] == 1:
            self._came[person] = None
            self._wake.set()

    def left(self, caller: Caller, conversation_id: UUID | None) -> None:
        """Record that a socket of this person was closed."""
        person = person_of(caller, conversation_id)
        if person is None or person not in self._sockets:
            return
        self._sockets[person] -= 1
        if self._sockets[person] == 0:
            del self._sockets[person]
            self._came.pop(person, None)
            self._news.limit(person, self._grace_ms / 1_000)
            self._went[person] = None
            self._wake.set()

    def start(self) -> None:
        """Start renewing the leases."""
        self._news.start()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop and announce that everybody here has left."""
        await end(self._task)
        self._went.update(dict.fromkeys(self._sockets))
        self._came.clear()
        await self._write_changes()
        await self._news.stop()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        beat_at = loop.time() + self._beat_seconds
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(beat_at):
                    await self._wake.wait()
            self._wake.clear()
            try:
                is_written = await self._write_changes()
                if loop.time() >= beat_at:
                    beat_at = loop.time() + self._beat_seconds
                    is_written = await self._beat() and is_written
                    if not is_written:  # the next one as soon as Redis is back
                        beat_at = loop.time()
            except Exception:
                log.exception("presence.failed")
                is_written = False
            if not is_written:
                await asyncio.sleep(1)
                self._wake.set()

    async def _write_changes(self) -> bool:
        came, self._came = self._came, {}
        went, self._went = self._went, {}
        try:
            for tenant_id, members in _by_tenant(came):
                await self._join(tenant_id, members)
            for tenant_id, members in _by_tenant(went):
                await self._eval(LEAVE, tenant_id, self._grace_ms, members)
        except RedisAway:
            self._went = {**went, **self._went}
            # Their lease begins with the next beat that comes through.
            self._news.add(came, is_online=True, is_approximate=True)
            return False
        return True

    async def _join(self, tenant_id: UUID, members: Sequence[str]) -> None:
        fresh = await self._eval(JOIN, tenant_id, self._ttl_ms, members)
        self._news.add([person_named(tenant_id, member) for member in fresh], is_online=True)

    async def _beat(self) -> bool:
        try:
            for tenant_id, members in _by_tenant(self._sockets):
                await self._eval(BEAT, tenant_id, self._ttl_ms, members)
                await asyncio.sleep(0)
        except RedisAway:
            return False
        return True

    async def _eval(self, script: str, tenant_id: UUID, milliseconds: int, members: Sequence[str]) -> list[bytes]:
        async def work(client: Client) -> list[list[bytes]]:
            pipeline: Any = client.pipeline(transaction=False)
            pipeline.sadd(TENANTS, str(tenant_id))
            for start in range(0, len(members), CHUNK):
                chunk = members[start : start + CHUNK]
                pipeline.eval(script, 1, people_of(tenant_id), milliseconds, *chunk)
            found: list[list[bytes]] = await pipeline.execute()
            return found[1:]

        answers = await self._redis.run(work)
        return [member for answer in answers if isinstance(answer, list) for member in answer]


def _by_tenant(people: Iterable[Person]) -> Iterable[tuple[UUID, list[str]]]:
    found: dict[UUID, list[str]] = {}
    for person in people:
        found.setdefault(person.tenant_id, []).append(person.member)
    return found.items()
