"""Redis behind a breaker. It holds hints, leases and limits, so a call that fails is over at once, never repeated."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

import redis.asyncio
import structlog
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError

from chorus.core.errors import UnavailableError
from chorus.core.tasks import end
from chorus.stores.redis.breaker import Breaker
from chorus.stores.redis.cluster import connection_to, is_cluster, open_cluster, require_whole

log = structlog.get_logger(__name__)

Client = redis.asyncio.Redis
Result = TypeVar("Result")
PROBE_SECONDS = 1.0
PROBE_KEY, PROBE_KEY_MS = "chorus:probe", 10_000
CLOSE_SECONDS = 2.0
FAILURES = (RedisError, RedisClusterException, OSError, TimeoutError)


class RedisAway(UnavailableError):
    """Redis does not answer, or the breaker is open."""

    message = "Redis is unreachable."


def connection_options(timeout_seconds: float) -> dict[str, Any]:
    """Return connection options. redis-py's defaults retry and wait without limit."""
    return {
        "socket_timeout": timeout_seconds,
        "socket_connect_timeout": timeout_seconds,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
    }


class Redis:
    """One process's pool of connections. `client` is for whoever has a time-out and a fallback of its own."""

    def __init__(self, url: str, *, timeout_seconds: float = 0.25, connections_max: int = 50) -> None:
        self.url = url
        self.timeout_seconds = timeout_seconds
        self.is_cluster = is_cluster(url)
        open_client: Callable[..., Any] = open_cluster if self.is_cluster else redis.asyncio.Redis.from_url
        # The commands of both clients are called alike.
        self.client: Client = open_client(url, max_connections=connections_max, **connection_options(timeout_seconds))
        self.breaker = Breaker()
        self._returned_at = -math.inf
        self._probing: asyncio.Task[None] | None = None

    @property
    def is_healthy(self) -> bool:
        """Whether calls go through."""
        return not self.breaker.is_open

    def has_returned_within(self, seconds: float) -> bool:
        """Return whether an outage ended within this time. Redis may have come back empty."""
        return time.monotonic() < self._returned_at + seconds

    async def run(self, work: Callable[[Client], Awaitable[Result]]) -> Result:
        """Do something.

        Raises:
            CancelledError: If the caller is cancelled.
            RedisAway: If Redis is unavailable.
        """
        if self.breaker.is_open:
            raise RedisAway(part="redis")
        task = asyncio.current_task()
        asked = task.cancelling() if task else 0
        try:
            # Beside the time-out of each read: a pipeline or a full pool could wait for several.
            async with asyncio.timeout(self.timeout_seconds * 2):
                found = await work(self.client)
        except FAILURES as error:
            self.failed(error)
            raise RedisAway(part="redis") from error
        self.breaker.succeeded()
        if task and task.cancelling() > asked:
            raise asyncio.CancelledError  # redis-py sends within `wait_for`, which swallows it before Python 3.12
        return found

    def failed(self, error: Exception) -> None:
        """Record a failure that a caller saw."""
        if self.breaker.failed():
            log.warning("redis.away", error=type(error).__name__)
            self._probing = asyncio.create_task(self._probe())

    async def new_connection(self, channel: str, *, is_lost: bool) -> Any:
        """Create a connection outside the pool, not yet connected; in a cluster to the node of the channel."""
        client: Any = self.client
        if self.is_cluster:
            return await connection_to(client, channel, is_lost=is_lost)
        return client.connection_pool.make_connection()

    async def close(self) -> None:
        """Close the connections."""
        await end(self._probing)
        with suppress(*FAILURES):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.client.aclose()

    async def _probe(self) -> None:
        while self.breaker.is_open:
            await asyncio.sleep(PROBE_SECONDS)
            try:
                async with asyncio.timeout(self.timeout_seconds * 2):
                    client: Any = self.client
                    # A write: one whose disk is full answers a ping, and refuses what we want of it.
                    await (require_whole(client) if self.is_cluster else client.set(PROBE_KEY, 1, px=PROBE_KEY_MS))
            except FAILURES:
                continue
            self._returned_at = time.monotonic()
            self.breaker.succeeded()
            log.info("redis.back")
