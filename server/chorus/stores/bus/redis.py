"""The bus over Redis pub/sub: at most once, never in the way. What is lost here is repaired from PostgreSQL."""

import asyncio
from collections.abc import Sequence
from zlib import crc32

import structlog

from chorus.protocol.envelope import Envelope, pack, unpack
from chorus.protocol.topics import Topic
from chorus.stores.bus.port import Receive
from chorus.stores.redis.client import Client, Redis, RedisAway
from chorus.stores.redis.subscriber import Subscriber

log = structlog.get_logger(__name__)

WAITING_MAX = 20_000
BATCH_MAX = 1_000
# Known to every process of an installation: it may not differ between them.
CHANNELS = 8


def channel_of(topic: Topic) -> int:
    """Return the number of the topic's channel; both audiences of a conversation share one."""
    return crc32(topic.removesuffix(":agents").removesuffix(":customer").encode()) % CHANNELS


class RedisBus:
    """One process's end. Topics share a few channels (docs/decisions/0010): a batch is a few publishes, however many
    conversations it touches, and whoever opens a socket waits for no subscription.

    In a Redis Cluster the channels are sharded, each with a connection of its own, which finds it again when it moves.
    """

    def __init__(self, redis: Redis, *, prefix: str = "chorus:") -> None:
        self._redis = redis
        self._channels = [f"{prefix}{number}" for number in range(CHANNELS)]
        self._followed: set[Topic] = set()
        self._waiting: list[Envelope] = []
        self._flushing: asyncio.Task[None] | None = None
        self._receive: Receive | None = None
        self._publish = "SPUBLISH" if redis.is_cluster else "PUBLISH"
        bundles = [[channel] for channel in self._channels] if redis.is_cluster else [self._channels]
        self._subscribers = [Subscriber(redis, channels, self._received) for channels in bundles]
        self._is_listening = False
        self.lost = 0

    @property
    def is_healthy(self) -> bool:
        """Whether publishing works, and receiving where anything is followed."""
        return self._redis.is_healthy and all(subscriber.is_healthy for subscriber in self._subscribers)

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Queue for the next flush; everything that gathers while one is on its way goes with the next."""
        if not self._redis.is_healthy or len(self._waiting) + len(envelopes) > WAITING_MAX:
            self.lost += len(envelopes)
            return
        self._waiting.extend(envelopes)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush_all())

    async def follow(self, topics: Sequence[Topic]) -> None:
        """Listen; returns when Redis has said that we do, or soon when it does not answer."""
        self._followed.update(topics)
        if not self._is_listening:
            await asyncio.gather(*(subscriber.start() for subscriber in self._subscribers))
            self._is_listening = True

    async def unfollow(self, topics: Sequence[Topic]) -> None:
        """Unsubscribe from topics."""
        self._followed.difference_update(topics)

    def on_receive(self, receive: Receive) -> None:
        """Set the receiver of envelopes."""
        self._receive = receive

    async def close(self) -> None:
        """Send what waits, then stop."""
        for subscriber in self._subscribers:
            await subscriber.close()
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
        by_channel: dict[int, list[Envelope]] = {}
        for envelope in batch:
            by_channel.setdefault(channel_of(envelope.topic), []).append(envelope)

        async def work(client: Client) -> None:
            pipeline = client.pipeline(transaction=False)
            for number, envelopes in by_channel.items():
                pipeline.execute_command(self._publish, self._channels[number], pack(envelopes))
            await pipeline.execute()

        await self._redis.run(work)

    def _received(self, payload: bytes) -> None:
        receive, followed = self._receive, self._followed
        if receive is None:
            return
        for envelope in unpack(payload):
            if envelope.topic in followed:
                receive(envelope)
