"""What every bus must do. `make` gives the bus of another pretended process on the same hub or server."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from chorus.core.ids import new_id
from chorus.protocol.envelope import Envelope
from chorus.stores.bus.port import Bus

MakeBus = Callable[[], Awaitable[Bus]]


class Inbox:
    """What a process received."""

    def __init__(self, bus: Bus) -> None:
        self.envelopes: list[Envelope] = []
        bus.on_receive(self.envelopes.append)

    async def has(self, count: int, seconds: float = 30) -> list[Envelope]:
        """The envelopes, when there are so many."""
        async with asyncio.timeout(seconds):
            while len(self.envelopes) < count:
                await asyncio.sleep(0.005)
        return self.envelopes


def envelopes(topic: str, count: int, start: int = 1) -> list[Envelope]:
    """Events of a topic in order."""
    return [Envelope(topic, position, b'{"position":%d}' % position) for position in range(start, start + count)]


class BusConformance:
    """Subclass it and give `make_bus`."""

    @pytest.fixture
    async def make_bus(self) -> MakeBus:
        """The bus under test."""
        raise NotImplementedError

    async def test_a_follower_gets_what_another_process_publishes_in_order(self, make_bus: MakeBus) -> None:
        here, there = await make_bus(), await make_bus()
        inbox, topic = Inbox(here), f"conversation:{new_id()}:agents"
        await here.follow([topic])
        for start in range(1, 101, 10):
            await there.publish(envelopes(topic, 10, start))
        assert [envelope.position for envelope in await inbox.has(100)] == list(range(1, 101))
        assert inbox.envelopes[0].body == b'{"position":1}'

    async def test_the_publisher_itself_gets_it_too(self, make_bus: MakeBus) -> None:
        bus = await make_bus()
        inbox, topic = Inbox(bus), f"conversation:{new_id()}:agents"
        await bus.follow([topic])
        await bus.publish(envelopes(topic, 1))
        assert (await inbox.has(1))[0].topic == topic

    async def test_what_is_not_followed_does_not_come(self, make_bus: MakeBus) -> None:
        bus = await make_bus()
        inbox = Inbox(bus)
        followed, other = f"tenant:{new_id()}", f"tenant:{new_id()}"
        await bus.follow([followed])
        await bus.publish([*envelopes(other, 3), *envelopes(followed, 1)])
        assert [envelope.topic for envelope in await inbox.has(1)] == [followed]

    async def test_after_unfollow_nothing_comes(self, make_bus: MakeBus) -> None:
        bus = await make_bus()
        inbox, left, kept = Inbox(bus), f"tenant:{new_id()}", f"tenant:{new_id()}"
        await bus.follow([left, kept])
        await bus.unfollow([left])
        await bus.publish(envelopes(left, 1))
        await bus.publish(envelopes(kept, 1))
        assert [envelope.topic for envelope in await inbox.has(1)] == [kept]

    async def test_many_topics_at_once(self, make_bus: MakeBus) -> None:
        here, there = await make_bus(), await make_bus()
        inbox = Inbox(here)
        topics = [f"conversation:{new_id()}:customer" for _ in range(1_200)]
        await here.follow(topics)
        await there.publish([envelope for topic in topics for envelope in envelopes(topic, 1)])
        assert {envelope.topic for envelope in await inbox.has(1_200)} == set(topics)

    async def test_following_twice_brings_it_once(self, make_bus: MakeBus) -> None:
        bus = await make_bus()
        inbox, topic = Inbox(bus), f"tenant:{new_id()}"
        await bus.follow([topic])
        await bus.follow([topic, f"tenant:{new_id()}"])
        await bus.publish(envelopes(topic, 1))
        await bus.publish(envelopes(topic, 1, 2))
        assert [envelope.position for envelope in await inbox.has(2)] == [1, 2]

    async def test_it_is_healthy(self, make_bus: MakeBus) -> None:
        bus = await make_bus()
        await bus.follow([f"tenant:{new_id()}"])
        assert bus.is_healthy
