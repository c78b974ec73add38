"""A chat service, a bus that misbehaves, two gateways and their clients on a virtual clock, all decided by one seed.

Gateways and clients are the real ones, without picows between: lines with latency that break in the middle.
"""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from multidict import CIMultiDict
from typing_extensions import override

from chorus.gateway.endpoint import Endpoint
from chorus.gateway.gateway import Gateway
from chorus.gateway.protocol.options import GatewayOptions, Rate
from chorus.gateway.transport.intake import Intake, IntakeLimits
from chorus.protocol.close_codes import Close
from chorus.protocol.rpc import exchange
from chorus.stores.bus.memory import MemoryBus, MemoryHub
from load.clients.participant import Participant
from load.faults.faulty_bus import BusFaults, FaultyBus
from load.verify.consistency_checker import History, Violation
from tests.gateway.fakes import FakeExchange, FakeTokens, caller

FREELY = Rate(1e6, 10**6)
OPTIONS = GatewayOptions(
    customer_messages=FREELY, agent_messages=FREELY, typing=FREELY, frames=FREELY, sockets_per_address=10_000
)
AWAY = exchange.Refused("server.unavailable", "Away.", retryable=True, retry_after_seconds=0.5)
# Timers of the same moment come in no particular order.
TICK = 1e-6
CHAT_SECONDS, SETTLE_SECONDS = 12.0, 60.0


class SlowExchange(FakeExchange):
    """Answers after a while, forgets some answers, refuses some questions."""

    def __init__(self, bus: MemoryBus, seed: int) -> None:
        super().__init__(bus)
        self.seed = seed
        self.is_troubled = True

    @override
    async def ask(self, requests: Sequence[exchange.Request]) -> list[exchange.Answer]:
        # By what is asked and when, not by turn: gateways keep sets, whose order no seed decides.
        chance = random.Random(f"{self.seed} {asyncio.get_running_loop().time()} {[*map(_words, requests)]}")
        await asyncio.sleep(chance.uniform(0.001, 0.03))
        if self.is_troubled and chance.random() < 0.03:
            return [AWAY] * len(requests)
        answers = await super().ask(requests)
        await asyncio.sleep(chance.uniform(0.001, 0.03))
        if self.is_troubled and chance.random() < 0.05:  # done, and the answer is lost
            return [AWAY] * len(requests)
        return answers


def _words(request: exchange.Request) -> str:
    """What tells a request from another, the ids that no seed decides left out."""
    if isinstance(request, exchange.Send):
        return str(request.message.id)
    if isinstance(request, exchange.Replay):
        return f"{request.topic} {request.after}"
    return request.nonce if isinstance(request, exchange.Open) else type(request).__name__


class Line:
    """Both directions keep their order; what is under way when it breaks is lost. Stands where a `Socket` would."""

    def __init__(self, chance: random.Random, to_client: Callable[[dict[str, Any] | None], None]) -> None:
        self.endpoint: Endpoint | None = None
        self.is_broken = False
        self.intake = Intake(IntakeLimits(), 0.0)
        self._chance = chance
        self._to_client = to_client
        self._loop = asyncio.get_running_loop()
        self._down_at = self._up_at = 0.0

    @property
    def buffered(self) -> int:
        """The kernel takes everything."""
        return 0

    def write(self, frame: bytes) -> None:
        """From the gateway: a text frame with its header."""
        start = {126: 4, 127: 10}.get(frame[1], 2)
        body = json.loads(frame[start:])
        self._down_at = max(self._down_at + TICK, self._loop.time() + self._chance.uniform(0.001, 0.05))
        self._loop.call_at(self._down_at, self._arrive, body)

    def _arrive(self, body: dict[str, Any]) -> None:
        if not self.is_broken:
            self._to_client(body)

    def send(self, frame: dict[str, Any]) -> None:
        """From the client."""
        self._up_at = max(self._up_at + TICK, self._loop.time() + self._chance.uniform(0.001, 0.05))
        self._loop.call_at(self._up_at, self._reach, json.dumps(frame))

    def _reach(self, text: str) -> None:
        if not self.is_broken and self.endpoint is not None:
            self.endpoint.text(text)

    def close(self, close: Close, reason: str = "") -> None:
        """The gateway says goodbye; what it wrote before arrives before."""
        del close, reason
        self._loop.call_at(max(self._down_at, self._loop.time()) + TICK, self.break_)

    def abort(self, close: Close) -> None:
        """The gateway hangs up."""
        self.close(close)

    def ping(self) -> None:
        """Answered by the kernel of a browser."""

    def break_(self, *, gateway_knows: bool = True) -> None:
        """The line is gone; the gateway may hear of it later."""
        if self.is_broken:
            return
        self.is_broken = True
        self._to_client(None)
        if self.endpoint is not None:
            delay = 0.0 if gateway_knows else self._chance.uniform(0, 3)
            self._loop.call_later(delay, self.endpoint.lost, None)


class Person:
    """A participant who connects to any gateway, talks, loses the line and comes back."""

    def __init__(self, world: "World", name: str, role: str, conversation: UUID) -> None:
        self.chance = random.Random(f"{world.seed} {name}")
        self.world = world
        loop = asyncio.get_running_loop()
        self.participant = Participant(
            name, str(conversation), role, world.history, loop.time, lambda: str(UUID(int=self.chance.getrandbits(128)))
        )
        self.line: Line | None = None
        self._token = world.tokens.issue(caller("customer" if role == "customer" else "agent"), seconds=1e9)
        self._nonces = 0

    def connect(self) -> None:
        """A new line to one of the gateways."""
        self._nonces += 1
        # Of its own: a gateway that has not heard yet still writes to the last one.
        chance = random.Random(f"{self.world.seed} {self.participant.name} {self._nonces}")
        line = self.line = Line(chance, lambda frame: self._received(line, frame))
        protocols = f"chorus.v1, bearer.{self._token}, nonce.{self.participant.name}-{self._nonces}"
        path = f"/ws/v1/conversations/{self.participant.conversation}"
        gateway = self.chance.choice(self.world.gateways)
        endpoint = gateway.route(path, CIMultiDict({"Sec-WebSocket-Protocol": protocols}))
        assert isinstance(endpoint, Endpoint)
        line.endpoint = endpoint
        endpoint.opened(line, "10.0.0.1")  # type: ignore[arg-type]
        line.send(self.participant.auth())

    def _received(self, line: Line, frame: dict[str, Any] | None) -> None:
        if line is not self.line:
            return
        if frame is None:
            self.participant.lost()
            self.line = None
            asyncio.get_running_loop().call_later(self.chance.uniform(0, 1), self._again)
        else:
            self._send(self.participant.received(frame))

    def _again(self) -> None:
        if self.line is None:
            self.connect()

    def _send(self, frames: list[dict[str, Any]]) -> None:
        for frame in frames:
            if self.line is not None:
                self.line.send(frame)

    async def live(self, until: float) -> None:
        """Talk, and now and then lose the line."""
        loop = asyncio.get_running_loop()
        self.connect()
        number = 0
        while loop.time() < until:
            await asyncio.sleep(self.chance.uniform(0.01, 0.8))
            self._send(self.participant.due())
            draw = self.chance.random()
            if draw < 0.06 and self.line is not None:
                self.line.break_(gateway_knows=draw < 0.03)
            elif draw < 0.7:
                number += 1
                self._send(self.participant.send_message(f"{self.participant.name} {number}"))

    async def settle(self, until: float) -> None:
        """Say again what is unanswered, until nothing is."""
        loop = asyncio.get_running_loop()
        while loop.time() < until and (self.participant.pending or not self.participant.is_open):
            self._send(self.participant.due())
            await asyncio.sleep(0.2)


@dataclass
class World:
    """Everything that one seed decides."""

    seed: int
    history: History = field(default_factory=History)
    tokens: FakeTokens = field(default_factory=FakeTokens)
    gateways: list[Gateway] = field(default_factory=list)
    _watching: "list[asyncio.Task[None]]" = field(default_factory=list)

    async def live(self) -> list[Violation]:
        """The life of the world; what was wrong in it."""
        chance, hub, loop = random.Random(self.seed), MemoryHub(), asyncio.get_running_loop()
        drop, double, delay = (chance.choice((0.0, 0.05, 0.3)) for _ in range(3))
        faults = BusFaults(drop, double, delay, delay_seconds=0.5)
        chat = SlowExchange(FaultyBus(hub, faults, random.Random(self.seed + 1)), self.seed)
        for _ in range(2):
            self._gateway(chat, hub)
        chats = [UUID(int=chance.getrandbits(128)) for _ in range(2)]
        people = [Person(self, f"customer-{number}", "customer", chat_id) for number, chat_id in enumerate(chats)]
        people += [Person(self, f"agent-{number}", "agent", chats[number % 2]) for number in range(4)]
        until = loop.time() + CHAT_SECONDS
        await asyncio.gather(*(person.live(until) for person in people))
        chat.is_troubled = False
        await asyncio.gather(*(person.settle(until + SETTLE_SECONDS) for person in people))
        await asyncio.sleep(5)  # the last events
        unanswered = [person.participant.name for person in people if person.participant.pending]
        assert not unanswered, f"seed {self.seed}: nobody answers {unanswered}"
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        for gateway in self.gateways:
            await gateway.dispatcher.stop()
            await gateway.fanout.stop()
        return self.history.violations()

    def _gateway(self, chat: SlowExchange, hub: MemoryHub) -> None:
        gateway = Gateway(OPTIONS, chat, MemoryBus(hub), self.tokens)
        gateway.is_ready = True
        self._watching.append(asyncio.create_task(gateway.catch_up.run()))
        self.gateways.append(gateway)
