"""The connection as a state machine: whatever a client says and in whatever order answers come, these facts hold."""

import json
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chorus.core.clock import now
from chorus.core.ids import new_id
from chorus.gateway.protocol.connection import Connection, State
from chorus.gateway.protocol.effects import Ask, Effect, Hangup, Leave, Opened, Publish, Settle, Verify, Write
from chorus.gateway.protocol.handshake import SocketKind
from chorus.gateway.protocol.options import GatewayOptions, Rate
from chorus.gateway.protocol.ports import Verified
from chorus.gateway.protocol.subscription import Subscription
from chorus.identity.errors import TokenExpired
from chorus.protocol import topics
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc import exchange

FREELY = Rate(1e6, 10**6)
OPTIONS = GatewayOptions(customer_messages=FREELY, agent_messages=FREELY, typing=FREELY, frames=FREELY)
CONVERSATIONS = [new_id() for _ in range(3)]
ADA = exchange.Caller("agent", new_id(), new_id(), "agent", "Ada", new_id())
BAO = exchange.Caller("customer", ADA.tenant_id, new_id(), None, "Bao")
REFUSED = exchange.Refused("server.busy", "Busy.", retryable=True, retry_after_seconds=1)


class Sockets(RuleBasedStateMachine):
    """One socket, its chat service and its fan-out, all decided by Hypothesis."""

    kind = SocketKind.AGENT
    caller = ADA

    def __init__(self) -> None:
        super().__init__()
        own = CONVERSATIONS[0] if self.kind is SocketKind.CONVERSATION else None
        self.connection = Connection(new_id(), self.kind, OPTIONS, self, conversation_id=own, token="t", nonce="n")
        self.logs = {self.topic(conversation): 0 for conversation in (*CONVERSATIONS, None)}
        self.asks: list[Ask] = []
        self.followed: dict[str, Subscription] = {}
        self.got: dict[str, int] = {}  # what the client has of each topic
        self.is_welcomed = False
        self.hangups = 0
        self.open_messages: set[UUID] = set()

    # --- what the fan-out and the transport do with it -----------------------------------------------------------

    def topic(self, conversation_id: UUID | None) -> str:
        """As the connection names it."""
        if conversation_id is None:
            return topics.tenant_feed(self.caller.tenant_id)
        if self.caller is BAO:
            return topics.conversation_for_customer(conversation_id)
        return topics.conversation_for_agents(conversation_id)

    def event(self, frame: bytes) -> None:
        """A live event reaches the client."""
        self.take_event(json.loads(frame))

    def hint(self, frame: bytes) -> None:
        """Not of interest."""

    def take_event(self, event: dict[str, Any]) -> None:
        """The client's own check: each position once and in order."""
        assert not self.hangups
        topic, position = event["topic"], event["position"]
        if topic in self.got:
            assert position == self.got[topic] + 1, "a hole or a repetition"
        self.got[topic] = position

    def run(self, effects: list[Effect]) -> None:
        """Carry out."""
        for effect in effects:
            assert not self.hangups, "something after the end"
            getattr(self, "on_" + type(effect).__name__.lower())(effect)

    def on_write(self, effect: Write) -> None:
        """A frame or an event for the client."""
        frame = json.loads(effect.body)
        if "topic" in frame:
            self.take_event(frame)
            return
        assert self.is_welcomed or frame["type"] in {"welcome", "resync", "error"}, "something before the welcome"
        if frame["type"] == "welcome":
            assert not self.is_welcomed
            self.is_welcomed = True
        if frame["type"] in {"delivered", "error"} and "id" in frame:
            self.open_messages.discard(UUID(frame["id"]))
        if frame["type"] in {"welcome", "subscribed", "resync"}:
            self.begin(frame)

    def begin(self, frame: dict[str, Any]) -> None:
        """The client stands where the server says."""
        named = frame.get("conversationId")
        if self.kind is SocketKind.AGENT and frame["type"] == "welcome":
            return
        topic = self.topic(UUID(named) if named else None)
        position = frame.get("position", 0)
        if frame["type"] == "resync" or topic not in self.got:
            self.got[topic] = position
        assert self.got[topic] == position, "the greeting disagrees with the replay"

    def on_verify(self, effect: Verify) -> None:
        """Asked for once, by rule below."""
        assert effect.token == "t"

    def on_ask(self, effect: Ask) -> None:
        """Under way."""
        if effect.subscription is not None:
            self.followed[effect.subscription.topic] = effect.subscription
        self.asks.append(effect)

    def on_settle(self, effect: Settle) -> None:
        """As the fan-out does."""
        assert effect.subscription.settle(self.logs[effect.subscription.topic])

    def on_leave(self, effect: Leave) -> None:
        """As the fan-out does."""
        del self.followed[effect.subscription.topic]
        self.got.pop(effect.subscription.topic, None)

    def on_publish(self, effect: Publish) -> None:
        """Ephemeral alone."""
        assert effect.envelope.position == 0

    def on_granted(self, effect: Effect) -> None:
        """Not of interest."""

    def on_opened(self, _: Opened) -> None:
        """After the welcome."""
        assert self.is_welcomed

    def on_hangup(self, _: Hangup) -> None:
        """Once."""
        self.hangups += 1
        assert not self.followed, "it left nothing behind"

    def body(self, topic: str, position: int) -> bytes:
        """An event."""
        return json.dumps({"topic": topic, "position": position}).encode()

    # --- what the client says ------------------------------------------------------------------------------------

    def say(self, **frame: Any) -> None:
        """A frame."""
        self.run(self.connection.frame(json.dumps(frame, default=str), 0.0))

    @rule(position=st.none() | st.integers(0, 5))
    def auth(self, position: int | None) -> None:
        """Again and again."""
        self.say(type="auth", **({} if position is None else {"position": position}))

    @precondition(lambda self: self.connection.state is not State.OPENING)
    @rule(conversation=st.sampled_from([*CONVERSATIONS, None]))
    def message(self, conversation: UUID | None) -> None:
        """Something."""
        message_id = new_id()
        if not self.hangups:
            self.open_messages.add(message_id)
        named = {"conversationId": conversation} if conversation else {}
        self.say(type="message", id=message_id, content="x", **named)

    @precondition(lambda self: self.connection.state is not State.OPENING)
    @rule(conversation=st.sampled_from([*CONVERSATIONS, None]), from_here=st.booleans())
    def subscribe(self, conversation: UUID | None, from_here: bool) -> None:
        """To a conversation or the feed, new or again."""
        named = {"conversationId": conversation} if conversation else {}
        meant = CONVERSATIONS[0] if conversation is None and self.kind is SocketKind.CONVERSATION else conversation
        topic = self.topic(meant)
        position = {"position": self.got[topic]} if from_here and topic in self.got else {}
        if not position:
            self.got.pop(topic, None)
        self.say(type="subscribe", **named, **position)

    @precondition(lambda self: self.connection.state is not State.OPENING)
    @rule(conversation=st.sampled_from(CONVERSATIONS))
    def unsubscribe(self, conversation: UUID) -> None:
        """From it."""
        self.say(type="unsubscribe", conversationId=conversation)

    @precondition(lambda self: self.connection.state is not State.OPENING)
    @rule(
        frame=st.sampled_from(
            [
                {"type": "ping"},
                {"type": "typing", "state": "started"},
                {"type": "?"},
                {"type": "presence", "status": "away"},
                {"type": "receipt", "delivered": 1},
                {"type": "receipt", "read": 2, "conversationId": CONVERSATIONS[1]},
            ]
        )
    )
    def anything(self, frame: dict[str, Any]) -> None:
        """And the rest."""
        self.say(**frame)

    # --- what others do ------------------------------------------------------------------------------------------

    @precondition(lambda self: self.connection.state is State.CHECKING)
    @rule(is_good=st.booleans())
    def token(self, is_good: bool) -> None:
        """Was looked at."""
        if is_good:
            self.run(self.connection.verified(Verified(self.caller, 1e12)))
        else:
            self.run(self.connection.refuse(TokenExpired()))

    @precondition(lambda self: self.asks)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """Any of those under way; a refusal now and then."""
        ask = self.asks.pop(data.draw(st.integers(0, len(self.asks) - 1)))
        is_refused = data.draw(st.integers(0, 9)) == 0
        self.run(self.connection.answer(ask, REFUSED if is_refused else self.answer_to(ask)))

    def answer_to(self, ask: Ask) -> exchange.Answer:
        """What the chat service says."""
        request = ask.request
        if isinstance(request, exchange.Send):
            return exchange.Sent(request.message.id, 1, now())
        if isinstance(request, exchange.Open | exchange.Follow):
            if ask.subscription is None:
                return exchange.Opened(None, "e")
            topic = ask.subscription.topic
            head, after = self.logs[topic], request.position
            if after is None:
                return exchange.Opened(topic, "e", head)
            if after > head:
                return exchange.Opened(topic, "e", head, resync="ahead")
            replay = [Envelope(topic, at, self.body(topic, at)) for at in range(after + 1, head + 1)]
            return exchange.Opened(topic, "e", head, replay, resumed=True)
        return exchange.Done()

    @rule(conversation=st.sampled_from([*CONVERSATIONS, None]))
    def happen(self, conversation: UUID | None) -> None:
        """Something is committed and handed out."""
        topic = self.topic(conversation)
        self.logs[topic] += 1
        if topic in self.followed:
            self.followed[topic].offer(self.logs[topic], self.body(topic, self.logs[topic]))

    @rule()
    def drain(self) -> None:
        """The gateway goes away."""
        self.run(self.connection.drain(100))

    # --- what always holds ---------------------------------------------------------------------------------------

    @invariant()
    def receipts_go_one_at_a_time(self) -> None:
        """One under way."""
        assert sum(isinstance(ask.request, exchange.Acknowledge) for ask in self.asks) <= 1

    @invariant()
    def what_is_followed_is_known(self) -> None:
        """The fan-out and the connection agree."""
        assert self.followed == self.connection.subscriptions

    @invariant()
    def every_message_is_answered_or_under_way(self) -> None:
        """Never forgotten while the socket lives."""
        if self.hangups or not self.is_welcomed:
            return
        waiting = {ask.request.message.id for ask in self.asks if isinstance(ask.request, exchange.Send)}
        assert self.open_messages == waiting
        assert self.connection.in_flight == len(waiting)


class CustomersSockets(Sockets):
    """The same for a customer in one conversation."""

    kind = SocketKind.CONVERSATION
    caller = BAO


TestAgentsSocket = Sockets.TestCase
TestAgentsSocket.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
TestCustomersSocket = CustomersSockets.TestCase
TestCustomersSocket.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
