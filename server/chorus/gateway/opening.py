"""The first half of a connection: how it opens and how it ends. `connection.py` is the life in between.

opening → checking → joining → open → closed. `auth` comes first; what a client sends between it and `welcome` waits.
"""

from abc import ABC, abstractmethod
from enum import IntEnum
from uuid import UUID

import msgspec

from chorus.core.actor import ActorKind
from chorus.core.errors import ChorusError, UnauthenticatedError
from chorus.gateway.effects import Ask, Effect, Granted, Hangup, Leave, Opened, Settle, Verify, Write
from chorus.gateway.errors import AlreadyOpen, FrameInvalid, NotYourConversation, OnlyAgents, close_of
from chorus.gateway.handshake import SocketKind
from chorus.gateway.options import GatewayOptions
from chorus.gateway.ports import Verified
from chorus.gateway.subscription import NOBODY, Sink, Subscription
from chorus.wire import closes, exchange, topics
from chorus.wire.closes import Close
from chorus.wire.frames import Auth, Drain, Error, FromClient, FromServer, Resync, Welcome, decode, encode, kind_of

EARLY_MAX = 16
INVALID_MAX = 20


class State(IntEnum):
    """Where a socket is in its life."""

    OPENING = 0
    CHECKING = 1
    JOINING = 2
    OPEN = 3
    CLOSED = 4


class Opening(ABC):
    """What a socket is and has been told."""

    __slots__ = (
        "caller",
        "conversation_id",
        "early",
        "epoch",
        "expires_at",
        "id",
        "in_flight",
        "invalid",
        "is_draining",
        "is_receipt_in_flight",
        "kind",
        "messages_at",
        "nonce",
        "options",
        "origin",
        "position",
        "receipts",
        "sink",
        "state",
        "subscriptions",
        "token",
        "typing_at",
    )

    def __init__(
        self,
        connection_id: UUID,
        kind: SocketKind,
        options: GatewayOptions,
        sink: Sink,
        *,
        conversation_id: UUID | None = None,
        token: str = "",
        nonce: str = "",
        origin: str | None = None,
    ) -> None:
        self.id = connection_id
        self.kind = kind
        self.options = options
        self.sink = sink
        self.conversation_id = conversation_id
        self.token = token
        self.nonce = nonce
        self.origin = origin
        self.state = State.OPENING
        self.caller: exchange.Caller | None = None
        self.expires_at = 0.0
        self.position: int | None = None
        self.epoch = ""
        self.early: list[FromClient] | None = None
        self.subscriptions: dict[str, Subscription] = {}
        self.is_draining = False
        self.in_flight = 0
        self.invalid = 0
        self.messages_at = self.typing_at = 0.0
        self.is_receipt_in_flight = False
        self.receipts: dict[UUID, exchange.Acknowledge] | None = None

    @abstractmethod
    def said(self, frame: FromClient, now: float) -> list[Effect]:
        """A frame on the open socket."""

    @abstractmethod
    def answered(self, ask: Ask, answer: exchange.Answer) -> list[Effect]:
        """The answer to anything but the opening."""

    # --- before it is open ---------------------------------------------------------------------------------------

    def frame(self, text: str, now: float) -> list[Effect]:
        """A message of the client."""
        if self.state is State.CLOSED:
            return []
        try:
            frame = decode(text)
        except msgspec.ValidationError as error:
            return self._invalid(text, str(error))
        except (msgspec.DecodeError, RecursionError):
            return self.hang_up(closes.INVALID_PAYLOAD, "not JSON")
        return self.said(frame, now) if self.state is State.OPEN else self._before(frame)

    def _before(self, frame: FromClient) -> list[Effect]:
        return self._auth(frame) if self.state is State.OPENING else self._wait(frame)

    def _auth(self, frame: FromClient) -> list[Effect]:
        if not isinstance(frame, Auth):
            return self.hang_up(closes.UNAUTHENTICATED, "auth comes first")
        self.position, self.epoch = frame.position, frame.epoch
        self.nonce = frame.nonce or self.nonce
        token, self.token = frame.token or self.token, ""
        if not token:
            return self.refuse(UnauthenticatedError())
        self.state = State.CHECKING
        return [Verify(token)]

    def _wait(self, frame: FromClient) -> list[Effect]:
        if isinstance(frame, Auth):
            return self.error(AlreadyOpen())
        self.early = [*(self.early or ()), frame]
        if len(self.early) > EARLY_MAX:
            return self.hang_up(closes.POLICY, "wait for the welcome")
        return []

    def _invalid(self, text: str, detail: str) -> list[Effect]:
        self.invalid += 1
        if self.state is State.OPENING:
            if kind_of(text) != "auth":
                return self.hang_up(closes.UNAUTHENTICATED, "auth comes first")
            return [*self.error(FrameInvalid(detail)), *self.hang_up(closes.POLICY, "invalid auth")]
        if self.invalid > INVALID_MAX:
            return self.hang_up(closes.POLICY, "too many invalid frames")
        return self.error(FrameInvalid(detail))

    def verified(self, verified: Verified) -> list[Effect]:
        """The token holds."""
        if self.state is not State.CHECKING:
            return []
        caller = verified.caller
        is_agent = caller.kind == ActorKind.AGENT
        if not is_agent and (self.kind is SocketKind.AGENT or caller.kind != ActorKind.CUSTOMER):
            return self.refuse(OnlyAgents())
        if caller.conversation_id not in (None, self.conversation_id):
            return self.refuse(NotYourConversation())
        self.caller, self.expires_at, self.state = caller, verified.expires_at, State.JOINING
        nonce, self.nonce = self.nonce, ""
        request = exchange.Open(caller, nonce, self.origin, self.conversation_id, self.position, self.epoch)
        if self.conversation_id is None:
            return [Ask(request)]
        return [Ask(request, subscription=self.subscribe(self.conversation_id))]

    def refuse(self, error: ChorusError) -> list[Effect]:
        """It does not open; the error frame carries the hint when to come back."""
        return [*self.error(error), *self.hang_up(close_of(error.code), error.code)]

    # --- answers -------------------------------------------------------------------------------------------------

    def answer(self, ask: Ask, answer: exchange.Answer) -> list[Effect]:
        """What the chat service says to an `Ask` of ours."""
        if self.state is State.CLOSED:
            return []
        if type(ask.request) is exchange.Open:
            return self._opened(ask, answer)
        return self.answered(ask, answer)

    def _opened(self, ask: Ask, answer: exchange.Answer) -> list[Effect]:
        if not isinstance(answer, exchange.Opened):
            error = error_of(answer)
            return [Write(encode(error)), *self.hang_up(close_of(error.code), error.code)]
        self.state = State.OPEN
        welcome = Welcome(
            connection_id=self.id,
            epoch=answer.epoch,
            heartbeat_seconds=self.options.ping_seconds,
            position=answer.position,
            conversation_id=self.conversation_id,
            resumed=answer.resumed,
        )
        effects = self.granted(ask, answer, self.conversation_id, welcome)
        effects.append(Opened())
        early, self.early = self.early, None
        for frame in early or ():
            effects.extend(self.said(frame, ask.received_at))
        return effects

    def granted(
        self, ask: Ask, answer: exchange.Opened, conversation_id: UUID | None, greeting: FromServer
    ) -> list[Effect]:
        """Replay or resync, then the greeting, then live events."""
        effects: list[Effect] = []
        if answer.resync is not None:
            resync = Resync(
                reason=answer.resync, epoch=answer.epoch, position=answer.position, conversation_id=conversation_id
            )
            effects.append(Write(encode(resync)))
        else:
            effects.extend(Write(envelope.body, is_replay=True) for envelope in answer.replay)
        effects.append(Write(encode(greeting)))
        effects.append(Granted(answer.epoch, answer.resumed, answer.resync is not None))
        if ask.subscription is not None:
            ask.subscription.position = answer.position
            effects.append(Settle(ask.subscription))
        return effects

    # --- the end -------------------------------------------------------------------------------------------------

    def drain(self, reconnect_in_ms: int) -> list[Effect]:
        """This gateway goes away. An open socket goes on until it is closed; nothing it sent is lost."""
        if self.state is not State.OPEN or self.is_draining:
            return []
        self.is_draining = True
        return [Write(encode(Drain(reconnect_in_ms)))]

    def hang_up(self, close: Close, reason: str = "") -> list[Effect]:
        """Close, whatever the state."""
        if self.state is State.CLOSED:
            return []
        return [*self.lost(), Hangup(close, reason)]

    def lost(self) -> list[Effect]:
        """The connection is gone."""
        if self.state is State.CLOSED:
            return []
        self.state = State.CLOSED
        self.early = self.receipts = None
        left: list[Effect] = [Leave(subscription) for subscription in self.subscriptions.values()]
        self.subscriptions.clear()
        self.sink = NOBODY  # it holds this connection, and a ring would wait for a collector that comes by rarely
        return left

    # --- small words ---------------------------------------------------------------------------------------------

    def subscribe(self, conversation_id: UUID | None) -> Subscription:
        """The subscription to a conversation, or to the tenant's feed, pending."""
        topic = self.topic_of(conversation_id)
        found = self.subscriptions.get(topic)
        if found is None:
            found = self.subscriptions[topic] = Subscription(topic, self.sink)
        found.suspend()
        return found

    def topic_of(self, conversation_id: UUID | None) -> topics.Topic:
        """The topic of a conversation for this caller's audience, or the tenant's feed."""
        if self.caller is None:
            raise UnauthenticatedError
        if conversation_id is None:
            return topics.tenant_feed(self.caller.tenant_id)
        if self.caller.kind == ActorKind.CUSTOMER:
            return topics.conversation_for_customer(conversation_id)
        return topics.conversation_for_agents(conversation_id)

    def error(
        self, error: ChorusError, *, frame_id: UUID | None = None, conversation_id: UUID | None = None
    ) -> list[Effect]:
        """An error frame."""
        frame = Error(
            code=error.code,
            message=error.text,
            retryable=error.retryable,
            retry_after_seconds=error.retry_after_seconds,
            id=frame_id,
            conversation_id=conversation_id,
        )
        return [Write(encode(frame))]


def error_of(answer: exchange.Answer, *, frame_id: UUID | None = None, conversation_id: UUID | None = None) -> Error:
    """A refusal as a frame; an answer of a type nobody asked for is a failure."""
    if isinstance(answer, exchange.Refused):
        return Error(
            code=answer.code,
            message=answer.message,
            retryable=answer.retryable,
            retry_after_seconds=answer.retry_after_seconds,
            id=frame_id,
            conversation_id=conversation_id,
        )
    return Error(code="server.failed", message=ChorusError.message, id=frame_id, conversation_id=conversation_id)
