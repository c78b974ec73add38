"""The log over HTTP, for clients whose WebSocket is blocked."""

from typing import Literal

from chorus.wire.events import AnyEvent
from chorus.wire.model import WireModel


class PositionedEvent(WireModel):
    """An event and its position in the reader's order."""

    position: int
    event: AnyEvent


class EventPage(WireModel):
    """What was missed, in order; or `resync`: fetch the state afresh and go on from `position`."""

    events: list[PositionedEvent]
    position: int
    epoch: str
    resync: Literal["epoch", "too_far", "ahead"] | None = None
