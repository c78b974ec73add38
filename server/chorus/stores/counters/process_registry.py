"""Count the processes of a kind in Redis; the last count holds while Redis is down."""

import asyncio

import structlog

from chorus.core.ids import new_id
from chorus.core.tasks import end
from chorus.stores.redis.client import Client, Redis, RedisAway

log = structlog.get_logger(__name__)

BEAT_SECONDS = 1.0
LEASE_SECONDS = 3.0

# KEYS: the set of a kind. ARGV: who, for how many ms. Returns everybody whose lease has not ended.
_LOOK = """
local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZRANGE', KEYS[1], 0, -1)"""


class ProcessRegistry:
    """A process says each second that it is there, and learns who else is."""

    def __init__(self, redis: Redis, kind: str) -> None:
        self._redis = redis
        self._key = f"chorus:census:{kind}"
        self._task: asyncio.Task[None] | None = None
        self.id = str(new_id())
        self.others: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """How many, this one included. Who starts while Redis is away believes to be alone."""
        return 1 + len(self.others)

    def start(self) -> None:
        """Start counting."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop being counted."""
        await end(self._task)
        try:
            await self._redis.run(lambda client: client.zrem(self._key, self.id))
        except RedisAway:
            return

    async def look(self) -> None:
        """Refresh once; raises `RedisAway`."""

        async def work(client: Client) -> list[bytes]:
            found: list[bytes] = await client.eval(_LOOK, 1, self._key, self.id, str(int(LEASE_SECONDS * 1_000)))
            return found

        self.others = frozenset(name.decode() for name in await self._redis.run(work)) - {self.id}

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except RedisAway:
                pass
            except Exception:
                log.exception("census.failed")
            await asyncio.sleep(BEAT_SECONDS)
