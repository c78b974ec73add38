"""Fan-out from topics to sockets. Reads only the envelope; the body is passed on as bytes.

Each topic hands out its positions one by one: what comes twice is dropped, what is missing is asked for, and what
comes after a gap waits. So every socket sees the same order, whatever the bus does.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from uuid import UUID

from chorus.core.observability.tracing import begin
from chorus.gateway.fanout.bus_subscriptions import Following
from chorus.gateway.metrics import GatewayMetrics
from chorus.gateway.protocol.effects import Ask
from chorus.gateway.protocol.subscription import Subscription
from chorus.gateway.transport.assembly import text_frame
from chorus.gateway.upstream.dispatch import Dispatcher
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc.exchange import Answer, Replay, Replayed
from chorus.protocol.topics import Topic
from chorus.stores.bus.port import Bus

HELD_MAX = 1_000
REPLAY_LIMIT = 300
REPAIRS_MAX = 64


class _Topic:
    """What is known of a topic that somebody here follows. `head` is the last position handed out, `ahead` the last
    that is known to be committed, `expected` what the last look knew of.
    """

    __slots__ = ("ahead", "expected", "head", "held", "is_repairing", "name", "subscriptions", "tenant_id")

    def __init__(self, name: Topic, tenant_id: UUID) -> None:
        self.name = name
        self.tenant_id = tenant_id
        self.head: int | None = None
        self.ahead = 0
        self.expected = 0
        self.held: dict[int, bytes] | None = None
        self.is_repairing = False
        self.subscriptions: set[Subscription] = set()

    def hold(self, position: int, body: bytes) -> None:
        held = self.held = self.held if self.held is not None else {}
        # What does not fit is in the log; the repair fetches it from there.
        if len(held) < HELD_MAX:
            held[position] = body
        self.ahead = max(self.ahead, position)

    @property
    def is_behind(self) -> bool:
        return self.head is not None and self.ahead > self.head


class Fanout:
    """The topics of one gateway."""

    def __init__(self, bus: Bus, dispatcher: Dispatcher, metrics: GatewayMetrics, *, patience_seconds: float) -> None:
        self._dispatcher = dispatcher
        self._metrics = metrics
        self._patience_seconds = patience_seconds
        self._topics: dict[Topic, _Topic] = {}
        self._following = Following(bus)
        self._behind: set[_Topic] = set()
        self._repairs = 0
        self._waiting: deque[_Topic] = deque()
        bus.on_receive(self.receive)

    @property
    def topics(self) -> int:
        """How many are followed."""
        return len(self._topics)

    @property
    def handed_out(self) -> int:
        """How many events, ever."""
        return self._metrics.events_fanned_out

    @property
    def missing(self) -> int:
        """How many events the log had to bring, and the bus did not bring afterwards either."""
        return self._metrics.gap_events_repaired - self._metrics.duplicates_dropped

    # --- who follows ---------------------------------------------------------------------------------------------

    def join(self, subscription: Subscription, tenant_id: UUID, then: Callable[[], None]) -> None:
        """Follow its topic; `then` is called when nothing published from now on can be missed."""
        topic = self._topics.get(subscription.topic)
        if topic is None:
            topic = self._topics[subscription.topic] = _Topic(subscription.topic, tenant_id)
        topic.subscriptions.add(subscription)
        self._following.want(topic.name, then)

    def leave(self, subscription: Subscription) -> None:
        """Unsubscribe; drop the topic when no subscriber is left."""
        topic = self._topics.get(subscription.topic)
        if topic is None:
            return
        topic.subscriptions.discard(subscription)
        if not topic.subscriptions:
            del self._topics[topic.name]
            self._behind.discard(topic)
            self._following.drop(topic.name)

    def settle(self, subscription: Subscription) -> None:
        """Mark a subscription as live at its position."""
        topic = self._topics.get(subscription.topic)
        if topic is None or subscription not in topic.subscriptions:
            return
        if topic.head is None:
            topic.head = subscription.position
        elif subscription.position > topic.head:
            # Committed, and on its way over the bus, or lost there: the next look tells.
            self.note({topic.name: subscription.position})
        if not subscription.settle(topic.head):
            self._refill(topic, subscription)
        self._drain(topic)

    def forget(self) -> None:
        """Discard positions after the log was set back, and close the subscribers."""
        for topic in self._topics.values():
            topic.head, topic.ahead, topic.expected, topic.held = None, 0, 0, None
            for subscription in topic.subscriptions:
                subscription.asked = None
            topic.subscriptions.clear()
        self._behind.clear()

    async def stop(self) -> None:
        """Follow nothing more."""
        await self._following.stop()

    # --- what comes ----------------------------------------------------------------------------------------------

    def receive(self, envelope: Envelope) -> None:
        """Receive envelopes from the bus."""
        topic = self._topics.get(envelope.topic)
        if topic is None:
            return
        position = envelope.position
        if position == 0:
            self._hint(topic, envelope.body)
        elif topic.head is None:
            topic.hold(position, envelope.body)
        elif position == topic.head + 1:
            if envelope.trace:
                _trace(envelope, len(topic.subscriptions))
            self._hand_out(topic, position, envelope.body)
            if topic.held:
                self._drain(topic)
        elif position <= topic.head:
            self._metrics.duplicates_dropped += 1
        else:
            self._gap(topic, position, envelope.body)

    def note(self, heads: dict[Topic, int]) -> bool:
        """Note the positions in the log. Return whether any topic followed here is behind."""
        for name, head in heads.items():
            topic = self._topics.get(name)
            if topic is not None and topic.head is not None and head > topic.head:
                topic.ahead = max(topic.ahead, head)
                self._behind.add(topic)
        return bool(self._behind)

    def repair(self, *, only_overdue: bool = False) -> None:
        """Ask for missing events that the last poll knew of. Events that are merely late would arrive twice."""
        for topic in tuple(self._behind):
            if not topic.is_behind:
                self._behind.discard(topic)
            elif only_overdue and topic.head is not None and topic.head >= topic.expected:
                topic.expected = topic.ahead
            else:
                self._repair(topic)

    def _hint(self, topic: _Topic, body: bytes) -> None:
        frame = text_frame(body)
        for subscription in tuple(topic.subscriptions):
            if subscription.is_live:
                subscription.sink.hint(frame)

    def _hand_out(self, topic: _Topic, position: int, body: bytes) -> None:
        topic.head = position
        self._metrics.events_fanned_out += 1
        self._metrics.event_writes += len(topic.subscriptions)
        frame = text_frame(body)
        for subscription in tuple(topic.subscriptions):  # a full one leaves while we are at it
            subscription.offer(position, frame)

    def _drain(self, topic: _Topic) -> None:
        held = topic.held
        if held is not None and topic.head is not None:
            while (body := held.pop(topic.head + 1, None)) is not None:
                self._hand_out(topic, topic.head + 1, body)
            for position in [position for position in held if position <= topic.head]:
                del held[position]
            topic.held = held or None
        if topic.is_behind and topic not in self._behind:
            self._wait_and_repair(topic)

    # --- what is missing -----------------------------------------------------------------------------------------

    def _gap(self, topic: _Topic, position: int, body: bytes) -> None:
        topic.hold(position, body)
        if topic not in self._behind:
            self._metrics.gaps_seen += 1
            self._wait_and_repair(topic)

    def _wait_and_repair(self, topic: _Topic) -> None:
        # Two writers may publish in another order than they committed; what is late by a moment is no loss.
        self._behind.add(topic)
        asyncio.get_running_loop().call_later(self._patience_seconds, self._repair, topic)

    def _repair(self, topic: _Topic) -> None:
        if topic.is_repairing or topic not in self._behind:
            return
        if topic.head is None or not topic.is_behind:
            self._behind.discard(topic)
            return
        topic.is_repairing = True
        if self._repairs >= REPAIRS_MAX:
            self._waiting.append(topic)
            return
        self._repairs += 1
        replay = Replay(topic.name, topic.head, topic.tenant_id, REPLAY_LIMIT)
        self._dispatcher.submit(Ask(replay), _Repair(self, topic))

    def repaired(self, topic: _Topic, answer: Answer) -> None:
        """Handle the log's answer for a topic. A refusal is retried at the next poll."""
        self._repairs -= 1
        topic.is_repairing = False
        self._take_up_next()
        if self._topics.get(topic.name) is not topic or not isinstance(answer, Replayed) or topic.head is None:
            return
        before = topic.head
        for envelope in answer.envelopes:
            if envelope.position == topic.head + 1:
                self._metrics.gap_events_repaired += 1
                self._hand_out(topic, envelope.position, envelope.body)
        self._drain(topic)
        if not topic.is_behind:
            self._behind.discard(topic)
        elif topic.head > before:
            self._repair(topic)

    def _take_up_next(self) -> None:
        while self._waiting and self._repairs < REPAIRS_MAX:
            topic = self._waiting.popleft()
            topic.is_repairing = False
            self._repair(topic)

    def _refill(self, topic: _Topic, subscription: Subscription) -> None:
        replay = Replay(topic.name, subscription.position, topic.tenant_id, REPLAY_LIMIT)
        subscription.asked = replay
        self._dispatcher.submit(Ask(replay, subscription=subscription), _Refill(self))

    def refilled(self, ask: Ask, answer: Answer) -> None:
        """Handle the log's answer for one subscription that missed what the others received."""
        subscription = ask.subscription
        if subscription is None or subscription.asked is not ask.request:
            return
        subscription.asked = None
        if isinstance(answer, Replayed):
            for envelope in answer.envelopes:
                if envelope.position == subscription.position + 1:
                    subscription.position = envelope.position
                    subscription.sink.event(text_frame(envelope.body))
            self.settle(subscription)
        else:
            asyncio.get_running_loop().call_later(self._patience_seconds * 10, self.settle, subscription)


class _Repair:
    __slots__ = ("_fanout", "_topic")

    def __init__(self, fanout: Fanout, topic: _Topic) -> None:
        self._fanout = fanout
        self._topic = topic

    def answered(self, ask: Ask, answer: Answer) -> None:  # noqa: ARG002 - the port's shape
        self._fanout.repaired(self._topic, answer)


class _Refill:
    __slots__ = ("_fanout",)

    def __init__(self, fanout: Fanout) -> None:
        self._fanout = fanout

    def answered(self, ask: Ask, answer: Answer) -> None:
        self._fanout.refilled(ask, answer)


def _trace(envelope: Envelope, sockets: int) -> None:
    """End a message's trace when it is passed to the sockets of this gateway."""
    span = begin("deliver", envelope.trace)
    span.set_attribute("chorus.sockets", sockets)
    span.end()
