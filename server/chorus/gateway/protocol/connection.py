"""One socket's state machine, without I/O: a frame or an answer in, effects out.

opening → checking → joining → open → closed. `auth` comes first; what a client sends between it and `welcome` waits.
"""

from collections.abc import Callable
from enum import IntEnum
from uuid import UUID

import msgspec

from chorus.core.actor import ActorKind
from chorus.core.errors import BusyError, ChorusError, TooManyRequestsError, UnauthenticatedError
from chorus.gateway.protocol.effects import Ask, Effect, Hangup, Leave, Opened, Publish, Verify, Write
from chorus.gateway.protocol.errors import (
    AlreadyOpen,
    FrameInvalid,
    NotYourConversation,
    OnlyAgents,
    TooManySubscriptions,
    close_of,
)
from chorus.gateway.protocol.handshake import SocketKind
from chorus.gateway.protocol.options import GatewayOptions
from chorus.gateway.protocol.ports import Verified
from chorus.gateway.protocol.rates import take
from chorus.gateway.protocol.replies import error_frame, error_of, granted, merged, presence_envelope, typing_envelopes
from chorus.gateway.protocol.subscription import NOBODY, Sink, Subscription
from chorus.protocol import close_codes as closes
from chorus.protocol import frames, topics
from chorus.protocol.rpc import exchange
from chorus.protocol.rpc.exchange import Caller

EARLY_MAX = 16
INVALID_MAX = 20
IN_FLIGHT_MAX = 64
PONG = frames.encode(frames.Pong())
DECLARED = frozenset({"available", "busy", "away"})


class State(IntEnum):
    """The states of a socket."""

    OPENING = 0
    CHECKING = 1
    JOINING = 2
    OPEN = 3
    CLOSED = 4


class Connection:
    """The state of one socket, and the effects of each frame and answer."""

    __slots__ = (
        "caller", "conversation_id", "early", "epoch", "expires_at", "id", "in_flight", "invalid", "is_draining",
        "is_receipt_in_flight", "kind", "messages_at", "nonce", "options", "origin", "position", "receipts", "sink",
        "state", "subscriptions", "token", "typing_at",
    )  # fmt: skip

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
        self.early: list[frames.FromClient] | None = None
        self.subscriptions: dict[str, Subscription] = {}
        self.is_draining = False
        self.in_flight = 0
        self.invalid = 0
        self.messages_at = self.typing_at = 0.0
        self.is_receipt_in_flight = False
        self.receipts: dict[UUID, exchange.Acknowledge] | None = None

    # --- before it is open ---------------------------------------------------------------------------------------

    def frame(self, text: str, now: float) -> list[Effect]:
        """Handle a frame of the client."""
        if self.state is State.CLOSED:
            return []
        try:
            frame = frames.decode(text)
        except msgspec.ValidationError as error:
            return self._invalid(text, str(error))
        except (msgspec.DecodeError, RecursionError):
            return self.hang_up(closes.INVALID_PAYLOAD, "not JSON")
        if self.state is State.OPEN:
            return self._said(frame, now)
        return self._auth(frame) if self.state is State.OPENING else self._wait(frame)

    def _auth(self, frame: frames.FromClient) -> list[Effect]:
        if not isinstance(frame, frames.Auth):
            return self.hang_up(closes.UNAUTHENTICATED, "auth comes first")
        self.position, self.epoch = frame.position, frame.epoch
        self.nonce = frame.nonce or self.nonce
        token, self.token = frame.token or self.token, ""
        if not token:
            return self.refuse(UnauthenticatedError())
        self.state = State.CHECKING
        return [Verify(token)]

    def _wait(self, frame: frames.FromClient) -> list[Effect]:
        if isinstance(frame, frames.Auth):
            return self.error(AlreadyOpen())
        self.early = [*(self.early or ()), frame]
        if len(self.early) > EARLY_MAX:
            return self.hang_up(closes.POLICY, "wait for the welcome")
        return []

    def _invalid(self, text: str, detail: str) -> list[Effect]:
        self.invalid += 1
        if self.state is State.OPENING:
            if frames.kind_of(text) != "auth":
                return self.hang_up(closes.UNAUTHENTICATED, "auth comes first")
            return [*self.error(FrameInvalid(detail)), *self.hang_up(closes.POLICY, "invalid auth")]
        if self.invalid > INVALID_MAX:
            return self.hang_up(closes.POLICY, "too many invalid frames")
        return self.error(FrameInvalid(detail))

    def verified(self, verified: Verified) -> list[Effect]:
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
        """Refuse to open; the error frame carries the retry hint."""
        return [*self.error(error), *self.hang_up(close_of(error.code), error.code)]

    # --- answers -------------------------------------------------------------------------------------------------

    def answer(self, ask: Ask, answer: exchange.Answer) -> list[Effect]:
        """Handle the chat service's answer to an `Ask`."""
        if self.state is State.CLOSED:
            return []
        if type(ask.request) is exchange.Open:
            return self._opened(ask, answer)
        return ANSWERED[type(ask.request)](self, ask, ask.request, answer)

    def _opened(self, ask: Ask, answer: exchange.Answer) -> list[Effect]:
        if not isinstance(answer, exchange.Opened):
            error = error_of(answer)
            return [Write(frames.encode(error)), *self.hang_up(close_of(error.code), error.code)]
        self.state = State.OPEN
        welcome = frames.Welcome(
            connection_id=self.id,
            epoch=answer.epoch,
            heartbeat_seconds=self.options.ping_seconds,
            position=answer.position,
            conversation_id=self.conversation_id,
            resumed=answer.resumed,
        )
        effects = granted(ask, answer, self.conversation_id, welcome)
        effects.append(Opened())
        early, self.early = self.early or (), None
        return [*effects, *(effect for frame in early for effect in self._said(frame, ask.received_at))]

    def _said(self, frame: frames.FromClient, now: float) -> list[Effect]:
        return [] if self.caller is None else SAID[type(frame)](self, self.caller, frame, now)

    # --- saying something ----------------------------------------------------------------------------------------

    def on_message(self, caller: Caller, frame: frames.Message, now: float) -> list[Effect]:
        """Send a message to the chat service; `delivered` follows its commit."""
        conversation_id = self._served(frame.conversation_id)
        if conversation_id is None:
            return self.error(NotYourConversation(), frame_id=frame.id, conversation_id=frame.conversation_id)
        if "\x00" in frame.content:  # PostgreSQL keeps no such text
            return self.error(FrameInvalid("content: no NUL"), frame_id=frame.id, conversation_id=conversation_id)
        if self.in_flight >= IN_FLIGHT_MAX:
            busy = BusyError(retry_after_seconds=1)
            return self.error(busy, frame_id=frame.id, conversation_id=conversation_id)
        rate = self.options.agent_messages if caller.kind == ActorKind.AGENT else self.options.customer_messages
        self.messages_at, wait = take(self.messages_at, now, rate)
        if wait:
            limit = TooManyRequestsError(retry_after_seconds=round(wait, 3))
            return self.error(limit, frame_id=frame.id, conversation_id=conversation_id)
        self.in_flight += 1
        return [Ask(exchange.Send(caller, conversation_id, frame), now)]

    def on_sent(self, _: Ask, request: exchange.Send, answer: exchange.Answer) -> list[Effect]:
        """Handle the result of a message: committed or refused."""
        self.in_flight -= 1
        conversation_id = None if self.kind is SocketKind.CONVERSATION else request.conversation_id
        if type(answer) is exchange.Sent:
            delivered = frames.Delivered(answer.id, answer.position, answer.created_at, conversation_id)
            return [Write(frames.encode(delivered))]
        refusal = error_of(answer, frame_id=request.message.id, conversation_id=conversation_id)
        return [Write(frames.encode(refusal))]

    def on_typing(self, caller: Caller, frame: frames.Typing, now: float) -> list[Effect]:
        """Forward typing to the others in the conversation. Excess is dropped silently."""
        conversation_id = self._served(frame.conversation_id)
        self.typing_at, wait = take(self.typing_at, now, self.options.typing)
        if wait or conversation_id is None or self.topic_of(conversation_id) not in self.subscriptions:
            return []
        return [Publish(envelope) for envelope in typing_envelopes(caller, frame.state, conversation_id)]

    def on_presence(self, caller: Caller, frame: frames.Presence, now: float) -> list[Effect]:
        """Handle an agent's status."""
        if caller.kind != ActorKind.AGENT:
            return self.error(OnlyAgents())
        if frame.status not in DECLARED:
            return self.error(FrameInvalid("status: available, busy or away"))
        return [Ask(exchange.Declare(caller, frame.status), now)]

    def on_declared(self, _: Ask, request: exchange.Declare, answer: exchange.Answer) -> list[Effect]:
        """Set the agent's status, which all users see."""
        if not isinstance(answer, exchange.Done):
            return [Write(frames.encode(error_of(answer)))]
        return [Publish(presence_envelope(request))]

    def on_ping(self, _: Caller, frame: frames.Ping, now: float) -> list[Effect]:  # noqa: ARG002 - one shape for all
        return [Write(PONG)]

    # --- reading -------------------------------------------------------------------------------------------------

    def on_receipt(self, caller: Caller, frame: frames.Receipt, now: float) -> list[Effect]:
        """Send a receipt, one at a time. Receipts are cumulative, so those that arrive meanwhile are merged."""
        conversation_id = self._served(frame.conversation_id)
        if conversation_id is None:
            return self.error(NotYourConversation(), conversation_id=frame.conversation_id)
        request = exchange.Acknowledge(caller, conversation_id, frame)
        if not self.is_receipt_in_flight:
            self.is_receipt_in_flight = True
            return [Ask(request, now)]
        waiting = self.receipts = self.receipts if self.receipts is not None else {}
        earlier = waiting.get(conversation_id)
        if earlier is None and len(waiting) >= self.options.subscriptions_per_socket:
            return []
        waiting[conversation_id] = request if earlier is None else merged(earlier, request)
        return []

    def on_acknowledged(self, ask: Ask, request: exchange.Acknowledge, answer: exchange.Answer) -> list[Effect]:
        """Send the next pending receipt, if there is one."""
        effects: list[Effect] = []
        if not isinstance(answer, exchange.Done):
            effects.append(Write(frames.encode(error_of(answer, conversation_id=request.conversation_id))))
        if self.receipts:
            effects.append(Ask(self.receipts.popitem()[1], ask.received_at))
        else:
            self.is_receipt_in_flight, self.receipts = False, None
        return effects

    # --- following -----------------------------------------------------------------------------------------------

    def on_subscribe(self, caller: Caller, frame: frames.Subscribe, now: float) -> list[Effect]:
        """Subscribe, again if it is already subscribed: this is how a client fills a gap."""
        conversation_id = frame.conversation_id
        if self.kind is SocketKind.CONVERSATION:
            conversation_id = self._served(conversation_id)
            if conversation_id is None:
                return self.error(NotYourConversation(), conversation_id=frame.conversation_id)
        is_new = self.topic_of(conversation_id) not in self.subscriptions
        if is_new and len(self.subscriptions) >= self.options.subscriptions_per_socket:
            return self.error(TooManySubscriptions(), conversation_id=conversation_id)
        subscription = self.subscribe(conversation_id)
        request = exchange.Follow(caller, conversation_id, frame.position, frame.epoch)
        subscription.asked = request
        return [Ask(request, now, subscription)]

    def on_followed(self, ask: Ask, request: exchange.Follow, answer: exchange.Answer) -> list[Effect]:
        """Handle the answer to `subscribe`. Only the latest counts; earlier ones were superseded."""
        subscription = ask.subscription
        if subscription is None or subscription.asked is not request:
            return []
        subscription.asked = None
        if isinstance(answer, exchange.Opened):
            subscribed = frames.Subscribed(answer.epoch, answer.position, request.conversation_id, answer.resumed)
            return granted(ask, answer, request.conversation_id, subscribed)
        refusal: Effect = Write(frames.encode(error_of(answer, conversation_id=request.conversation_id)))
        if self.kind is SocketKind.CONVERSATION:
            # It is this socket's only subscription: without it the client would wait for nothing.
            return [refusal, *self.hang_up(closes.OVERLOADED, "not followed")]
        return [refusal, *self._leave(subscription.topic)]

    def on_unsubscribe(self, _: Caller, frame: frames.Unsubscribe, now: float) -> list[Effect]:  # noqa: ARG002 - as above
        """Unsubscribe; a conversation's socket is closed instead."""
        if self.kind is SocketKind.CONVERSATION:
            return self.error(OnlyAgents(), conversation_id=frame.conversation_id)
        return self._leave(self.topic_of(frame.conversation_id))

    def _leave(self, topic: str) -> list[Effect]:
        subscription = self.subscriptions.pop(topic, None)
        if subscription is None:
            return []
        subscription.asked = None
        return [Leave(subscription)]

    def on_auth(self, _: Caller, frame: frames.Auth, now: float) -> list[Effect]:  # noqa: ARG002 - as above
        """Refuse a second `auth`."""
        return self.error(AlreadyOpen())

    def _served(self, named: UUID | None) -> UUID | None:
        """Return the conversation that a frame is about, or None if this socket does not serve it."""
        if self.kind is SocketKind.AGENT:
            return named
        return self.conversation_id if named in (None, self.conversation_id) else None

    # --- the end -------------------------------------------------------------------------------------------------

    def drain(self, reconnect_in_ms: int) -> list[Effect]:
        """Start draining. An open socket continues until it is closed, and nothing it sent is lost."""
        if self.state is not State.OPEN or self.is_draining:
            return []
        self.is_draining = True
        return [Write(frames.encode(frames.Drain(reconnect_in_ms)))]

    def hang_up(self, close: closes.Close, reason: str = "") -> list[Effect]:
        """Close, whatever the state."""
        if self.state is State.CLOSED:
            return []
        return [*self.lost(), Hangup(close, reason)]

    def lost(self) -> list[Effect]:
        """Handle the end of the connection."""
        if self.state is State.CLOSED:
            return []
        self.state = State.CLOSED
        self.early = self.receipts = None
        left: list[Effect] = [Leave(subscription) for subscription in self.subscriptions.values()]
        self.subscriptions.clear()
        self.sink = NOBODY  # it holds this connection, and a ring would wait for a collector that comes by rarely
        return left

    def subscribe(self, conversation_id: UUID | None) -> Subscription:
        """Create a pending subscription to a conversation or to the tenant's feed."""
        topic = self.topic_of(conversation_id)
        found = self.subscriptions.get(topic)
        if found is None:
            found = self.subscriptions[topic] = Subscription(topic, self.sink)
        found.suspend()
        return found

    def topic_of(self, conversation_id: UUID | None) -> topics.Topic:
        """Return the topic of a conversation for this caller's audience, or the tenant's feed.

        Raises:
            UnauthenticatedError: If the request is not authenticated.
        """
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
        return [Write(frames.encode(error_frame(error, frame_id, conversation_id)))]


# By type, as tables: each frame and each request has one way.
SAID: dict[type, Callable[..., list[Effect]]] = {
    frames.Auth: Connection.on_auth,
    frames.Message: Connection.on_message,
    frames.Ping: Connection.on_ping,
    frames.Presence: Connection.on_presence,
    frames.Receipt: Connection.on_receipt,
    frames.Subscribe: Connection.on_subscribe,
    frames.Typing: Connection.on_typing,
    frames.Unsubscribe: Connection.on_unsubscribe,
}
ANSWERED: dict[type, Callable[..., list[Effect]]] = {
    exchange.Acknowledge: Connection.on_acknowledged,
    exchange.Declare: Connection.on_declared,
    exchange.Follow: Connection.on_followed,
    exchange.Send: Connection.on_sent,
}
