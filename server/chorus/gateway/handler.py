"""What the transport tells about a socket, and whom it asks who may come in."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from multidict import CIMultiDict

from chorus.gateway.handshake import HttpAnswer
from chorus.wire.closes import Close

if TYPE_CHECKING:
    from chorus.gateway.transport import Socket


class Handler(Protocol):
    """What happens on one socket, told in the event loop."""

    def opened(self, socket: "Socket", peer: str) -> None:
        """The upgrade is done; `peer` is the address at the other end of the TCP connection."""
        ...

    def text(self, text: str) -> None:
        """A whole message."""
        ...

    def binary(self, payload: bytes) -> None:
        """A whole message, where the server takes such."""
        ...

    def pong(self) -> None:
        """The peer is alive."""
        ...

    def flooded(self, *, is_text: bool) -> None:
        """More came than one socket may bring; `is_text`: what was too much was a whole text message."""
        ...

    def stalled(self, *, is_stalled: bool) -> None:
        """The peer does not read as fast as we write, or has caught up."""
        ...

    def lost(self, close: Close | None) -> None:
        """The connection is gone; `close` is what we ended it with, if we did."""
        ...


Route = Callable[[str, "CIMultiDict[str]"], Handler | HttpAnswer]
