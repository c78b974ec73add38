"""Frames on a socket, besides events. The gateway accepts `FromClient` and sends `FromServer`.

Specification: docs/protocol.md and contracts/asyncapi.yaml (generated from here).
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

TEXT_MAX = 8_000
Text = Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]
Position = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


class Frame(msgspec.Struct, frozen=True, rename="camel", tag_field="type", omit_defaults=True, gc=False):
    """One JSON object; its `type` says which. None holds itself, so the cycle collector need not look (`gc`)."""


# --- from the client ---------------------------------------------------------------------------------------------


class Auth(Frame, frozen=True, tag="auth"):
    """First of all. On a conversation's socket it may carry where to resume."""

    token: str = ""
    nonce: str = ""
    position: Position | None = None
    epoch: str = ""


class Subscribe(Frame, frozen=True, tag="subscribe"):
    """Agent's socket: follow a conversation, or the tenant's feed when `conversation_id` is left out."""

    conversation_id: UUID | None = None
    position: Position | None = None
    epoch: str = ""


class Unsubscribe(Frame, frozen=True, tag="unsubscribe"):
    """Agent's socket: follow it no longer."""

    conversation_id: UUID


class Message(Frame, frozen=True, tag="message"):
    """Say something. The client makes `id` (UUIDv7); the same id twice is one message."""

    id: UUID
    content: Text = ""
    role: Literal["customer", "agent"] = "customer"
    message_type: Literal["text", "attachment", "note"] = "text"
    attachment_ids: Annotated[list[UUID], msgspec.Meta(max_length=10)] = []
    conversation_id: UUID | None = None


class Typing(Frame, frozen=True, tag="typing"):
    """Started or stopped writing. Fire and forget. From the server: somebody else did."""

    state: Literal["started", "stopped"]
    role: Literal["customer", "agent", "bot"] = "customer"
    conversation_id: UUID | None = None
    user_id: UUID | None = None
    name: str = ""


class Receipt(Frame, frozen=True, tag="receipt"):
    """Everything from the other side up to these positions (of the reader's audience) has arrived or has been seen."""

    delivered: Position = 0
    read: Position = 0
    conversation_id: UUID | None = None


class Presence(Frame, frozen=True, tag="presence"):
    """From an agent: the declared status. From the server: of one or several; `approximate` while Redis is away."""

    status: Literal["available", "busy", "away", "online", "offline"]
    user_id: UUID | None = None
    user_ids: list[UUID] = []
    customer_id: UUID | None = None
    conversation_id: UUID | None = None
    approximate: bool = False


class Ping(Frame, frozen=True, tag="ping"):
    """Is the line alive? For clients that cannot send WebSocket pings."""


FromClient = Auth | Subscribe | Unsubscribe | Message | Typing | Receipt | Presence | Ping


# --- from the server ---------------------------------------------------------------------------------------------


class Welcome(Frame, frozen=True, tag="welcome"):
    """The socket is open. `position` is where the reader now stands; missed events came before this frame."""

    connection_id: UUID
    epoch: str
    heartbeat_seconds: float
    position: int = 0
    conversation_id: UUID | None = None
    resumed: bool = False


class Subscribed(Frame, frozen=True, tag="subscribed"):
    """Like `welcome`, for one subscription of an agent's socket."""

    epoch: str
    position: int
    conversation_id: UUID | None = None
    resumed: bool = False


class Delivered(Frame, frozen=True, tag="delivered"):
    """The message is committed, at this position of the sender's audience. Never sent before the commit."""

    id: UUID
    position: int
    created_at: datetime
    conversation_id: UUID | None = None


class Resync(Frame, frozen=True, tag="resync"):
    """The missed events cannot be replayed: fetch the state again and continue from its position."""

    reason: Literal["epoch", "too_far", "ahead"]
    epoch: str
    position: int
    conversation_id: UUID | None = None


class Error(Frame, frozen=True, tag="error"):
    """A refusal. `id` names the message or subscription it answers."""

    code: str
    message: str
    retryable: bool = False
    retry_after_seconds: float | None = None
    id: UUID | None = None
    conversation_id: UUID | None = None


class Queue(Frame, frozen=True, tag="queue"):
    """The customer's place in the queue, from 1, the estimated wait, and whether anybody is there at all."""

    conversation_id: UUID
    place: int
    estimated_wait_seconds: int | None = None
    is_somebody_on_duty: bool = True


class Drain(Frame, frozen=True, tag="drain"):
    """Announce that the gateway shuts down: reconnect after the hint; nothing is lost."""

    reconnect_in_ms: int


class Pong(Frame, frozen=True, tag="pong"):
    """The answer to `ping`."""


FromServer = Welcome | Subscribed | Delivered | Resync | Error | Typing | Presence | Queue | Drain | Pong

_from_client: msgspec.json.Decoder[FromClient] = msgspec.json.Decoder(FromClient)
_encoder = msgspec.json.Encoder()


class _Kind(msgspec.Struct):
    type: str = ""


_kind = msgspec.json.Decoder(_Kind)


def decode(data: bytes | str) -> FromClient:
    """Return a client's frame; raises `msgspec.DecodeError` (malformed) or its subclass `msgspec.ValidationError`."""
    return _from_client.decode(data)


def kind_of(text: str) -> str:
    """Return the `type` of a frame, even if the rest is invalid; empty if there is none."""
    try:
        return _kind.decode(text).type
    except msgspec.DecodeError:
        return ""


def encode(frame: FromServer) -> bytes:
    """Encode a frame for a client."""
    return _encoder.encode(frame)
