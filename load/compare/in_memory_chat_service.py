"""A chat service without a database: answers at once and publishes each message to both audiences, encoded once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from chorus.core.clock import now
from chorus.protocol import topics
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc import exchange
from chorus.stores.bus.port import Bus

EPOCH = "bench"


class ActorRead(msgspec.Struct, frozen=True):
    """The actor of an event, as in contracts/."""

    kind: str
    id: UUID
    name: str


class MessageRead(msgspec.Struct, frozen=True, rename="camel"):
    """The message of an event, as in contracts/."""

    id: UUID
    role: str
    message_type: str
    content: str
    author_id: UUID
    author_name: str
    created_at: datetime
    attachments: list[Any] = []
    sources: list[Any] = []
    delivered_at: datetime | None = None
    read_at: datetime | None = None


class MessageSent(msgspec.Struct, frozen=True, rename="camel"):
    """The event, as in contracts/. Its first member is the position, as docs/protocol.md shows it."""

    position: int
    type: str
    conversation_id: UUID
    at: datetime
    actor: ActorRead
    message: MessageRead


encode = msgspec.json.Encoder().encode


class Conversation:
    """The position and the topics of a conversation."""

    __slots__ = ("audiences", "position")

    def __init__(self, conversation_id: UUID) -> None:
        self.position = 0
        self.audiences = (
            topics.conversation_for_agents(conversation_id),
            topics.conversation_for_customer(conversation_id),
        )


class ChatInMemory:
    """Implements `protocol.rpc.exchange.Exchange`. Keeps only the position of a conversation."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._conversations: dict[UUID, Conversation] = {}
        self._moved: dict[str, int] = {}

    async def ask(self, requests: Sequence[exchange.Request]) -> list[exchange.Answer]:
        """Answer a batch of requests and publish its messages."""
        said: list[Envelope] = []
        answers: list[exchange.Answer] = []
        at = now()  # one timestamp per batch, like one commit
        for request in requests:
            if type(request) is exchange.Send:
                answers.append(self._send(request, at, said))
            else:
                answers.append(ANSWERS[type(request)](self, request))
        if said:
            await self._bus.publish(said)
        return answers

    def _send(self, request: exchange.Send, at: datetime, said: list[Envelope]) -> exchange.Sent:
        caller, message, conversation_id = request.caller, request.message, request.conversation_id
        conversation = self._conversations[conversation_id]
        position = conversation.position = conversation.position + 1
        event = MessageSent(
            position,
            "message.sent",
            conversation_id,
            at,
            ActorRead(caller.kind, caller.id, caller.name),
            MessageRead(
                message.id, caller.kind, message.message_type, message.content, caller.id, caller.name, created_at=at
            ),
        )
        body = encode(event)
        for topic in conversation.audiences:
            self._moved[topic] = position
            said.append(Envelope(topic, position, body))
        return exchange.Sent(message.id, position, at)

    def _open(self, request: exchange.Open | exchange.Follow) -> exchange.Answer:
        if request.conversation_id is None:
            return exchange.Refused("conversation.not_found", "There is no such conversation.")
        conversation = self._conversations.setdefault(request.conversation_id, Conversation(request.conversation_id))
        topic = conversation.audiences[request.caller.kind == "customer"]
        return exchange.Opened(topic, EPOCH, conversation.position)

    def _heads(self, _: exchange.Heads) -> exchange.Moved:
        moved, self._moved = self._moved, {}
        return exchange.Moved(moved, EPOCH)

    def _done(self, _: exchange.Request) -> exchange.Done:
        return exchange.Done()

    def _replay(self, _: exchange.Replay) -> exchange.Refused:
        # This bus loses nothing, so a gap would be an error; the client counts missing messages.
        return exchange.Refused("server.failed", "Nothing is kept here.")

    def _recheck(self, _: exchange.Recheck) -> exchange.Revoked:
        return exchange.Revoked([])


ANSWERS: dict[type, Callable[..., exchange.Answer]] = {
    exchange.Acknowledge: ChatInMemory._done,
    exchange.Declare: ChatInMemory._done,
    exchange.Follow: ChatInMemory._open,
    exchange.Heads: ChatInMemory._heads,
    exchange.Open: ChatInMemory._open,
    exchange.Recheck: ChatInMemory._recheck,
    exchange.Replay: ChatInMemory._replay,
}
