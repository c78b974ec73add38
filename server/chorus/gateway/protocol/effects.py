"""Effects that the state machine decides and `endpoint.py` carries out."""

import msgspec
from opentelemetry.trace import Span

from chorus.gateway.protocol.subscription import Subscription
from chorus.protocol.close_codes import Close
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc.exchange import Request


class Write(msgspec.Struct, frozen=True):
    """Send this frame. A replay may exceed the outbound bound: it is bounded itself."""

    body: bytes
    is_replay: bool = False


class Verify(msgspec.Struct, frozen=True):
    """Find out who holds this token."""

    token: str


class Ask(msgspec.Struct, frozen=True):
    """Ask the chat service; first follow the subscription's topic, where there is one."""

    request: Request
    received_at: float = 0.0
    subscription: Subscription | None = None
    span: Span | None = None


class Settle(msgspec.Struct, frozen=True):
    """The subscription stands at its position: live events may follow."""

    subscription: Subscription


class Leave(msgspec.Struct, frozen=True):
    """The subscription ends."""

    subscription: Subscription


class Publish(msgspec.Struct, frozen=True):
    """Tell others something ephemeral."""

    envelope: Envelope


class Granted(msgspec.Struct, frozen=True):
    """The chat service let it follow something, in this epoch of the log."""

    epoch: str
    resumed: bool
    is_resync: bool


class Opened(msgspec.Struct, frozen=True):
    """The socket is open for its holder: presence begins."""


class Hangup(msgspec.Struct, frozen=True):
    """Close the socket; nothing follows."""

    close: Close
    reason: str = ""


Effect = Write | Verify | Ask | Settle | Leave | Publish | Granted | Opened | Hangup
