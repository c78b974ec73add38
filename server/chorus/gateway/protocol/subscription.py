"""One socket's place in one topic: what it has, what it waits for."""

from typing import Protocol

from chorus.protocol.topics import Topic

HELD_MAX = 256


class Sink(Protocol):
    """Where a subscription's events go: the outbound queue of a socket."""

    def event(self, frame: bytes) -> None:
        """Deliver a durable event. It is never dropped; a socket that cannot take it is closed."""
        ...

    def hint(self, frame: bytes) -> None:
        """Deliver an ephemeral frame, which may be dropped."""
        ...


class Nobody:
    """Where the events of a socket go that is gone."""

    def event(self, frame: bytes) -> None:
        """Do nothing."""

    def hint(self, frame: bytes) -> None:
        """Do nothing."""


NOBODY = Nobody()


class Subscription:
    """Pending until the chat service has said where it stands, then live.

    What arrives while it is pending is held, so that nothing is missed between the answer and the first live event.
    """

    __slots__ = ("asked", "held", "is_live", "position", "sink", "topic")

    def __init__(self, topic: Topic, sink: Sink) -> None:
        self.topic = topic
        self.sink = sink
        self.position = 0
        self.is_live = False
        self.asked: object = None  # the request whose answer will settle it
        self.held: list[tuple[int, bytes]] | None = None

    def offer(self, position: int, frame: bytes) -> None:
        """Offer a live event, in the topic's order."""
        if self.is_live:
            if position > self.position:
                self.position = position
                self.sink.event(frame)
        elif self.held is None:
            self.held = [(position, frame)]
        elif len(self.held) < HELD_MAX:
            self.held.append((position, frame))

    def settle(self, head: int) -> bool:
        """Go live if everything up to `head`, the topic's last event, is here; otherwise a replay is needed first."""
        held, self.held = self.held, None
        for position, frame in held or ():
            if position == self.position + 1:
                self.position = position
                self.sink.event(frame)
        self.is_live = self.position >= head
        return self.is_live

    def suspend(self) -> None:
        """Hold live events until the answer to a new replay."""
        self.is_live = False
        self.held = None
