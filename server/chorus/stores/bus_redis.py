"""The bus over Redis pub/sub: at most once, never in the way. What is lost here is repaired from PostgreSQL."""

import asyncio
from collections.abc import Sequence

import structlog

from chorus.stores.bus import Receive
from chorus.stores.redis import Client, Redis, RedisAway
from chorus.stores.subscriber import Subscriber
from chorus.wire.envelope import Envelope, pack, unpack
from chorus.wire.topics import Topic

log = structlog.get_logger(__name__)

WAITING_MAX = 20_000
BATCH_MAX = 1_000


class RedisBus:
    """One process's end. The channel of a topic has its name behind `chorus:`.

    A Redis Cluster needs sharded pub/sub instead, and the connection of the topic's shard: `_flush` and `Subscriber`
    are all that would change.
    """

    def __init__(self, redis: Redis, *, prefix: str = "chorus:") -> None:
        self._redis = redis
        self._prefix = prefix
        self._waiting: list[Envelope] = []
        self._flushing: asyncio.Task[None] | None = None
        self._receive: Receive | None = None
        self._subscriber = Subscriber(redis, self._received)
        self.lost = 0

    @property
    def is_healthy(self) -> bool:
        """Whether publishing works, and receiving where anything is followed."""
        return self._redis.is_healthy and self._subscriber.is_healthy

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Queue for the next flush; everything that gathers while one is on its way goes with the next."""
        if not self._redis.is_healthy or len(self._waiting) + len(envelopes) > WAITING_MAX:
            self.lost += len(envelopes)
            return
        self._waiting.extend(envelopes)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush_all())

    async def follow(self, topics: Sequence[Topic]) -> None:
        """Subscribe; returns when Redis has done so, or soon when it does not answer."""
        await self._subscriber.follow([self._prefix + topic for topic in topics])

    async def unfollow(self, topics: Sequence[Topic]) -> None:
        """Unsubscribe."""
        await self._subscriber.unfollow([self._prefix + topic for topic in topics])

    def on_receive(self, receive: Receive) -> None:
        """Who gets the envelopes."""
        self._receive = receive

    async def close(self) -> None:
        """Send what waits, then stop."""
        await self._subscriber.close()
        if self._flushing is not None:
            await self._flushing

    async def _flush_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:BATCH_MAX], self._waiting[BATCH_MAX:]
            try:
                await self._flush(batch)
            except RedisAway:
                self.lost += len(batch)
            except Exception:
                self.lost += len(batch)
                log.exception("bus.publish_failed", envelopes=len(batch))

    async def _flush(self, batch: Sequence[Envelope]) -> None:
        by_topic: dict[Topic, list[Envelope]] = {}
        for envelope in batch:
            by_topic.setdefault(envelope.topic, []).append(envelope)

        async def work(client: Client) -> None:
            pipeline = client.pipeline(transaction=False)
            for topic, envelopes in by_topic.items():
                pipeline.execute_command("PUBLISH", self._prefix + topic, pack(envelopes))
            await pipeline.execute()

        await self._redis.run(work)

    def _received(self, payload: bytes) -> None:
        if self._receive is None:
            return
        for envelope in unpack(payload):
            self._receive(envelope)
