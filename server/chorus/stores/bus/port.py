"""The bus: envelopes to everyone who follows a topic. It carries hints; what it loses is repaired from the log."""

from collections.abc import Callable, Sequence
from typing import Protocol

from chorus.protocol.envelope import Envelope
from chorus.protocol.topics import Topic

Receive = Callable[[Envelope], None]


class Bus(Protocol):
    """A port; `bus_memory` and `bus_redis` pass the same conformance suite."""

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Send, in the order given within a topic. Never raises and never waits long: PostgreSQL has it all."""
        ...

    async def follow(self, topics: Sequence[Topic]) -> None:
        """Subscribe to topics: their envelopes are passed to the receiver from now on."""
        ...

    async def unfollow(self, topics: Sequence[Topic]) -> None:
        """Unsubscribe from topics."""
        ...

    def on_receive(self, receive: Receive) -> None:
        """Set the receiver of envelopes, one per process, called in the event loop."""
        ...

    @property
    def is_healthy(self) -> bool:
        """Whether publishing works at the moment."""
        ...

    async def close(self) -> None:
        """Stop following and publishing."""
        ...
