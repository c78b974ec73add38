"""The port between gateway and chat service, and the types that cross it.

Over gRPC these travel as msgpack in batches (contracts/exchange.proto); in the all-in-one process as they are.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from chorus.protocol.envelope import Envelope
from chorus.protocol.frames import Message, Receipt

# Over gRPC: the header by which the chat service says, before anything else, that it is there.
LISTENS = "x-chorus-listens"


class Item(msgspec.Struct, frozen=True, tag=True, array_like=True, gc=False):
    """Base of everything that crosses. None holds itself, so the cycle collector need not look (`gc`)."""


class Caller(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The proven identity of a socket, from its token."""

    kind: str
    tenant_id: UUID
    id: UUID
    role: str | None = None
    name: str = ""
    login_id: UUID | None = None
    conversation_id: UUID | None = None


class Open(Item, frozen=True):
    """A socket wants in: spend the nonce, look the conversation up, replay what was missed.

    Without `conversation_id` and with `kind` agent it is an agent's socket: nothing is replayed.
    """

    caller: Caller
    nonce: str
    origin: str | None = None
    conversation_id: UUID | None = None
    position: int | None = None
    epoch: str = ""


class Follow(Item, frozen=True):
    """An agent's socket subscribes to a conversation, or to the tenant's feed when it names none."""

    caller: Caller
    conversation_id: UUID | None = None
    position: int | None = None
    epoch: str = ""


class Send(Item, frozen=True):
    """A message or a note to append. `trace` is a `traceparent`, when traces are on."""

    caller: Caller
    conversation_id: UUID
    message: Message
    trace: str = ""


class Acknowledge(Item, frozen=True):
    """Receipts of a reader."""

    caller: Caller
    conversation_id: UUID
    receipt: Receipt


class Declare(Item, frozen=True):
    """An agent's declared status."""

    caller: Caller
    status: str


class Replay(Item, frozen=True):
    """The events of a topic after a position, for a gateway that noticed a gap. Trusted: topics it already serves."""

    topic: str
    after: int
    tenant_id: UUID
    limit: int = 300


class Heads(Item, frozen=True):
    """Which topics moved since `cursor`? The catch-up reader asks; '' means from now.

    With `wait_seconds` an answer without news is held back so long, or until there is some.
    """

    cursor: str
    wait_seconds: float = 0.0


class Recheck(Item, frozen=True):
    """Are these log-ins still good? Asked every few seconds for all open sockets."""

    login_ids: list[UUID]


Request = Open | Follow | Send | Acknowledge | Declare | Replay | Heads | Recheck


class Opened(Item, frozen=True):
    """The socket or subscription is granted. `replay` comes first, in order, then live events after `position`.

    `resync` is set instead of a replay when the gap cannot be filled; `topic` is what to follow.
    """

    topic: str | None
    epoch: str
    position: int = 0
    replay: list[Envelope] = []
    resync: Literal["epoch", "too_far", "ahead"] | None = None
    resumed: bool = False


class Sent(Item, frozen=True):
    """Committed, at this position of the caller's audience."""

    id: UUID
    position: int
    created_at: datetime


class Done(Item, frozen=True):
    """The request succeeded without a result."""


class Refused(Item, frozen=True):
    """The request was refused; the code is stable."""

    code: str
    message: str
    retryable: bool = False
    retry_after_seconds: float | None = None


class Replayed(Item, frozen=True):
    """The events asked for, in order; fewer than the limit means that this is all."""

    envelopes: list[Envelope]


class Moved(Item, frozen=True):
    """Topics and their latest positions since the cursor, the next cursor, and the epoch that all this belongs to.

    After a change of the epoch the cursor is a new beginning.
    """

    heads: dict[str, int]
    cursor: str
    epoch: str = ""


class Revoked(Item, frozen=True):
    """The log-ins that are no longer good."""

    login_ids: list[UUID]


Answer = Opened | Sent | Done | Refused | Replayed | Moved | Revoked


class Exchange(Protocol):
    """The chat service as the gateway knows it. Answers come in the order of the requests."""

    async def ask(self, requests: Sequence[Request]) -> list[Answer]:
        """Handle a batch; a failure of one request is its own `Refused`, never an exception for all."""
        ...


class BatchOfRequests(msgspec.Struct, array_like=True):
    """One gRPC message upstream: each request with its number."""

    items: list[tuple[int, Request]]


class BatchOfAnswers(msgspec.Struct, array_like=True):
    """One gRPC message downstream: answers by number, in any order."""

    items: list[tuple[int, Answer]]


class _RawBatch(msgspec.Struct, array_like=True):
    """A batch whose items are not looked at yet."""

    items: list[tuple[int, msgspec.Raw]]


_raw = msgspec.msgpack.Decoder(_RawBatch)
_request: "msgspec.msgpack.Decoder[Request]" = msgspec.msgpack.Decoder(Request)


def known_requests(payload: bytes) -> tuple[list[tuple[int, Request]], list[int]]:
    """Return a batch's requests that this version knows, and the numbers of the others, sent by a newer gateway."""
    known: list[tuple[int, Request]] = []
    unknown: list[int] = []
    for number, item in _raw.decode(payload).items:
        try:
            known.append((number, _request.decode(item)))
        except msgspec.ValidationError:
            unknown.append(number)
    return known, unknown
