"""The log over HTTP, for clients whose WebSocket is blocked."""

from typing import Literal

from pydantic import Field, JsonValue

from chorus.protocol.model import WireModel


class EventPage(WireModel):
    """The missed events in order, or `resync`: fetch the state again and continue from `position`."""

    # As on the socket, where a customer's copy lacks fields: asyncapi.yaml says which.
    events: list[dict[str, JsonValue]] = Field(description="The very frames that the socket would carry.")
    position: int
    epoch: str
    resync: Literal["epoch", "too_far", "ahead"] | None = None


class HistoryPage(WireModel):
    """Life-cycle events of a conversation, oldest first."""

    events: list[dict[str, JsonValue]] = Field(description="The very frames that the socket carried.")
    has_more: bool = Field(description="There are older ones between the two positions.")
