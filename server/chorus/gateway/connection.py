"""One socket's state machine, without I/O: a frame or an answer in, effects out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from typing_extensions import override

from chorus.core.actor import ActorKind
from chorus.core.errors import BusyError, TooManyRequestsError
from chorus.gateway.effects import Ask, Effect, Leave, Publish, Write
from chorus.gateway.errors import AlreadyOpen, FrameInvalid, NotYourConversation, OnlyAgents, TooManySubscriptions
from chorus.gateway.handshake import SocketKind
from chorus.gateway.opening import Opening, error_of
from chorus.gateway.rates import take
from chorus.wire import closes, exchange, frames, topics
from chorus.wire.envelope import Envelope
from chorus.wire.exchange import Caller

IN_FLIGHT_MAX = 64
PONG = frames.encode(frames.Pong())
DECLARED = frozenset({"available", "busy", "away"})


class Connection(Opening):
    """An open socket: what each frame does and what each answer means."""

    __slots__ = ()

    @override
    def said(self, frame: frames.FromClient, now: float) -> list[Effect]:
        return [] if self.caller is None else SAID[type(frame)](self, self.caller, frame, now)

    @override
    def answered(self, ask: Ask, answer: exchange.Answer) -> list[Effect]:
        return ANSWERED[type(ask.request)](self, ask, ask.request, answer)

    # --- saying something ----------------------------------------------------------------------------------------

    def on_message(self, caller: Caller, frame: frames.Message, now: float) -> list[Effect]:
        """To the chat service; `delivered` comes after its commit."""
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
        """Committed, or not."""
        self.in_flight -= 1
        conversation_id = None if self.kind is SocketKind.CONVERSATION else request.conversation_id
        if type(answer) is exchange.Sent:
            delivered = frames.Delivered(answer.id, answer.position, answer.created_at, conversation_id)
            return [Write(frames.encode(delivered))]
        refusal = error_of(answer, frame_id=request.message.id, conversation_id=conversation_id)
        return [Write(frames.encode(refusal))]

    def on_typing(self, caller: Caller, frame: frames.Typing, now: float) -> list[Effect]:
        """To the others in the conversation; too much of it is dropped, and nobody is told."""
        conversation_id = self._served(frame.conversation_id)
        self.typing_at, wait = take(self.typing_at, now, self.options.typing)
        if wait or conversation_id is None or self.topic_of(conversation_id) not in self.subscriptions:
            return []
        to_agents = topics.conversation_for_agents(conversation_id)
        if caller.kind == ActorKind.CUSTOMER:
            typing = frames.Typing(frame.state, "customer", conversation_id)
            return [Publish(_ephemeral(to_agents, typing))]
        typing = frames.Typing(frame.state, "agent", conversation_id, caller.id, caller.name)
        to_customer = topics.conversation_for_customer(conversation_id)
        return [Publish(_ephemeral(to_agents, typing)), Publish(_ephemeral(to_customer, typing))]

    def on_presence(self, caller: Caller, frame: frames.Presence, now: float) -> list[Effect]:
        """An agent declares a status."""
        if caller.kind != ActorKind.AGENT:
            return self.error(OnlyAgents())
        if frame.status not in DECLARED:
            return self.error(FrameInvalid("status: available, busy or away"))
        return [Ask(exchange.Declare(caller, frame.status), now)]

    def on_declared(self, _: Ask, request: exchange.Declare, answer: exchange.Answer) -> list[Effect]:
        """Everyone who works there sees it."""
        if not isinstance(answer, exchange.Done):
            return [Write(frames.encode(error_of(answer)))]
        status: Any = request.status
        presence = frames.Presence(status, user_id=request.caller.id)
        return [Publish(_ephemeral(topics.tenant_feed(request.caller.tenant_id), presence))]

    def on_ping(self, _: Caller, frame: frames.Ping, now: float) -> list[Effect]:  # noqa: ARG002 - one shape for all
        """Alive."""
        return [Write(PONG)]

    # --- reading -------------------------------------------------------------------------------------------------

    def on_receipt(self, caller: Caller, frame: frames.Receipt, now: float) -> list[Effect]:
        """One at a time: receipts are cumulative, so those that come meanwhile melt into one."""
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
        waiting[conversation_id] = request if earlier is None else _merged(earlier, request)
        return []

    def on_acknowledged(self, ask: Ask, request: exchange.Acknowledge, answer: exchange.Answer) -> list[Effect]:
        """The next one, if there is one."""
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
        """Anew also where it is followed already: that is how a client fills a gap."""
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
        """The answer to the latest `subscribe` counts; an earlier one was overtaken."""
        subscription = ask.subscription
        if subscription is None or subscription.asked is not request:
            return []
        subscription.asked = None
        if isinstance(answer, exchange.Opened):
            subscribed = frames.Subscribed(answer.epoch, answer.position, request.conversation_id, answer.resumed)
            return self.granted(ask, answer, request.conversation_id, subscribed)
        refusal: Effect = Write(frames.encode(error_of(answer, conversation_id=request.conversation_id)))
        if self.kind is SocketKind.CONVERSATION:
            # It is this socket's only subscription: without it the client would wait for nothing.
            return [refusal, *self.hang_up(closes.OVERLOADED, "not followed")]
        return [refusal, *self._leave(subscription.topic)]

    def on_unsubscribe(self, _: Caller, frame: frames.Unsubscribe, now: float) -> list[Effect]:  # noqa: ARG002 - as above
        """No longer; a conversation's socket ends instead."""
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
        """A second time."""
        return self.error(AlreadyOpen())

    def _served(self, named: UUID | None) -> UUID | None:
        """The conversation that a frame is about, or None where this socket does not serve it."""
        if self.kind is SocketKind.AGENT:
            return named
        return self.conversation_id if named in (None, self.conversation_id) else None


def _ephemeral(topic: topics.Topic, frame: frames.FromServer) -> Envelope:
    return Envelope(topic, 0, frames.encode(frame))


def _merged(earlier: exchange.Acknowledge, later: exchange.Acknowledge) -> exchange.Acknowledge:
    receipt = frames.Receipt(
        max(earlier.receipt.delivered, later.receipt.delivered), max(earlier.receipt.read, later.receipt.read)
    )
    return exchange.Acknowledge(later.caller, later.conversation_id, receipt)


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
