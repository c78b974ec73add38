"""The bus within one process, for tests."""

from collections import defaultdict
from collections.abc import Sequence

from chorus.protocol.envelope import Envelope
from chorus.protocol.topics import Topic
from chorus.stores.bus.port import Receive


class MemoryHub:
    """The shared part of the buses of several simulated processes."""

    def __init__(self) -> None:
        self.followers: dict[Topic, set[MemoryBus]] = defaultdict(set)


class MemoryBus:
    """One process's end of the hub."""

    def __init__(self, hub: MemoryHub | None = None) -> None:
        self._hub = hub or MemoryHub()
        self._receive: Receive | None = None
        self.is_healthy = True

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Deliver immediately."""
        for envelope in envelopes:
            for bus in tuple(self._hub.followers[envelope.topic]):
                if bus._receive is not None:
                    bus._receive(envelope)

    async def follow(self, topics: Sequence[Topic]) -> None:
        """Join the topics."""
        for topic in topics:
            self._hub.followers[topic].add(self)

    async def unfollow(self, topics: Sequence[Topic]) -> None:
        """Leave the topics."""
        for topic in topics:
            self._hub.followers[topic].discard(self)

    def on_receive(self, receive: Receive) -> None:
        """Set the receiver."""
        self._receive = receive

    async def close(self) -> None:
        """Leave all topics."""
        for followers in self._hub.followers.values():
            followers.discard(self)
