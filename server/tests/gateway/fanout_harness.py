"""A gateway's fan-out with a log behind it and no sockets in front."""

import asyncio
from collections.abc import Sequence

from chorus.core.ids import new_id
from chorus.gateway.fanout.catch_up import CatchUp
from chorus.gateway.fanout.fanout import Fanout
from chorus.gateway.metrics import GatewayMetrics
from chorus.gateway.protocol.options import GatewayOptions
from chorus.gateway.protocol.subscription import Subscription
from chorus.gateway.upstream.dispatch import Dispatcher
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc import exchange
from chorus.stores.bus.memory import MemoryBus

TOPIC, TENANT = "conversation:x:agents", new_id()
OPTIONS = GatewayOptions(gap_patience_seconds=0.001, catch_up_seconds=0.005, catch_up_seconds_without_bus=0.001)


class Seen:
    """What one socket got."""

    def __init__(self) -> None:
        self.positions: list[int] = []
        self.hints = 0

    def event(self, frame: bytes) -> None:
        """An event, behind the frame's two octets."""
        self.positions.append(int(frame[2:]))

    def hint(self, frame: bytes) -> None:
        """Something ephemeral."""
        del frame
        self.hints += 1


class Log:
    """A chat service that knows one topic."""

    def __init__(self) -> None:
        self.head = 0
        self.replays = 0
        self.is_away = False

    async def ask(self, requests: Sequence[exchange.Request]) -> list[exchange.Answer]:
        """Replay and heads."""
        await asyncio.sleep(0)
        return [self.answer(request) for request in requests]

    def answer(self, request: exchange.Request) -> exchange.Answer:
        """One."""
        if self.is_away:
            return exchange.Refused("server.unavailable", "", retryable=True)
        if isinstance(request, exchange.Heads):
            return exchange.Moved({TOPIC: self.head}, "1")
        assert isinstance(request, exchange.Replay)
        self.replays += 1
        last = min(self.head, request.after + request.limit)
        return exchange.Replayed([envelope(position) for position in range(request.after + 1, last + 1)])


class FanoutHarness:
    """A gateway's fan-out with its log."""

    def __init__(self) -> None:
        self.bus, self.log, self.metrics = MemoryBus(), Log(), GatewayMetrics()
        self.dispatcher = Dispatcher(self.log, in_flight_max=100, answer_seconds=1)
        self.fanout = Fanout(self.bus, self.dispatcher, self.metrics, patience_seconds=OPTIONS.gap_patience_seconds)
        self.catch_up = CatchUp(self.dispatcher, self.fanout, self.bus, OPTIONS)

    async def join(self, position: int) -> tuple[Subscription, Seen]:
        """A socket that stands at a position."""
        seen = Seen()
        subscription = Subscription(TOPIC, seen)
        followed = asyncio.Event()
        self.fanout.join(subscription, TENANT, followed.set)
        await followed.wait()
        subscription.position = position
        self.fanout.settle(subscription)
        return subscription, seen

    async def stop(self) -> None:
        """End."""
        await self.fanout.stop()
        await self.dispatcher.stop()


def envelope(position: int, topic: str = TOPIC) -> Envelope:
    """An event that is its position."""
    return Envelope(topic, position, b"%d" % position)


async def until(seen: Seen, count: int) -> None:
    """Wait for so many."""
    async with asyncio.timeout(30):
        while len(seen.positions) < count:
            await asyncio.sleep(0.001)
