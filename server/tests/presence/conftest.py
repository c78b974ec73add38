"""Redis, and what was announced."""

import json
from collections.abc import AsyncIterator, Callable
from uuid import UUID

import pytest

from chorus.core.ids import new_id
from chorus.presence.leases import Leases
from chorus.protocol.envelope import Envelope
from chorus.stores.bus.memory import MemoryBus
from chorus.stores.redis.client import Redis
from tests.presence.people import TTL


class Feed:
    """What was announced."""

    def __init__(self, bus: MemoryBus) -> None:
        self.bus = bus
        self.envelopes: list[Envelope] = []
        bus.on_receive(self.envelopes.append)

    def statuses(self, person_id: UUID) -> list[str]:
        """Of one person, in order."""
        frames = [json.loads(envelope.body) for envelope in self.envelopes]
        return [
            frame["status"]
            for frame in frames
            if str(person_id) in (frame.get("userId"), frame.get("customerId"), *frame.get("userIds", ()))
        ]


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of the shared server, or of the cluster."""
    redis = Redis(redis_url, timeout_seconds=2)
    yield redis
    await redis.close()


@pytest.fixture
def tenant_id() -> UUID:
    """A tenant of the test's own."""
    return new_id()


@pytest.fixture
async def feed(tenant_id: UUID) -> Feed:
    """Everyone who works there listens."""
    bus = MemoryBus()
    feed = Feed(bus)
    await bus.follow([f"tenant:{tenant_id}"])
    return feed


@pytest.fixture
async def start(redis: Redis, feed: Feed) -> AsyncIterator[Callable[[], Leases]]:
    """Starts the leases of one gateway."""
    started: list[Leases] = []

    def begin() -> Leases:
        leases = Leases(redis, feed.bus, ttl_seconds=TTL)
        leases.start()
        started.append(leases)
        return leases

    yield begin
    for leases in started:
        await leases.stop()
