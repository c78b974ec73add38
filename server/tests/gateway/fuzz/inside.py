"""The stream against transport and connection in this process, without a socket: fast, and every bound is looked at."""

from collections.abc import Sequence
from random import Random
from types import SimpleNamespace
from typing import Any

from picows import WSMsgType
from typing_extensions import override

from chorus.core.clock import now
from chorus.core.ids import new_id
from chorus.gateway.protocol.connection import EARLY_MAX, IN_FLIGHT_MAX, Connection, State
from chorus.gateway.protocol.effects import Ask, Effect, Hangup, Verify
from chorus.gateway.protocol.handshake import HttpAnswer, SocketKind
from chorus.gateway.protocol.options import GatewayOptions
from chorus.gateway.protocol.ports import Verified
from chorus.gateway.transport.server import Server
from chorus.gateway.transport.transport import Socket
from chorus.protocol.close_codes import POLICY, Close
from chorus.protocol.rpc import exchange
from tests.gateway.fuzz.streams import CONVERSATION
from tests.gateway.fuzz.verdict import ALIVE, Verdict, frames_of, judge, read

OPTIONS = GatewayOptions(subscriptions_per_socket=8)
ADA = exchange.Caller("agent", new_id(), new_id(), "agent", "Ada", new_id())
BAO = exchange.Caller("customer", ADA.tenant_id, new_id(), None, "Bao")
REFUSED = exchange.Refused("server.busy", "Busy.", retryable=True, retry_after_seconds=1)


class Wrong(AssertionError):
    """The gateway did what it must not."""


class Line:
    """picows' transport, as far as `Socket` uses it: it notes what would be written."""

    def __init__(self) -> None:
        self.closed_with: int | None = None
        self.is_cut = False
        self.pongs: list[bytes] = []
        self.underlying_transport = SimpleNamespace(
            get_extra_info=lambda _: ("127.0.0.1", 1),
            set_write_buffer_limits=lambda **_: None,
            get_write_buffer_size=lambda: 0,
            write=lambda _: None,
            is_closing=lambda: False,
        )
        self.request = self.response = SimpleNamespace(headers=None)

    @property
    def is_close_frame_sent(self) -> bool:
        """As picows has it."""
        return self.closed_with is not None

    def send_close(self, code: int, reason: str | None) -> None:
        """The goodbye."""
        if self.closed_with is not None:
            raise Wrong("said goodbye twice")
        if reason is not None and len(reason.encode()) > 123:
            raise Wrong("a reason longer than a close frame can carry")
        self.closed_with = code

    def send_pong(self, payload: bytes) -> None:
        """The answer to a ping."""
        if self.closed_with is not None:
            raise Wrong("something after the goodbye")
        self.pongs.append(payload)

    def disconnect(self, graceful: bool = True) -> None:
        """The end."""
        self.is_cut = True


class Holder:
    """An endpoint without a gateway: carries out nothing, answers some questions at once and others later."""

    def __init__(self, random: Random, kind: SocketKind) -> None:
        self.random = random
        own = CONVERSATION if kind is SocketKind.CONVERSATION else None
        self.caller = ADA if kind is SocketKind.AGENT else BAO
        self.connection = Connection(new_id(), kind, OPTIONS, self, conversation_id=own, token="t", nonce="n")
        self.waiting: list[Ask] = []
        self.sent: list[exchange.Send] = []
        self.at = 1_000.0
        self.effects = 0

    def opened(self, socket: Socket, peer: str) -> None:
        """Let in at once, so that the stream meets an open socket."""
        self.socket, self.peer = socket, peer
        self.run(self.connection.frame('{"type":"auth"}', self.at))

    def text(self, text: str) -> None:
        """A message."""
        self.at += self.random.choice((0.0, 0.001, 0.5))
        self.run(self.connection.frame(text, self.at))
        self.look()

    def binary(self, payload: bytes) -> None:
        """Never handed on where only text is taken."""
        raise Wrong("binary was taken")

    def pong(self) -> None:
        """Nothing."""

    def flooded(self, *, is_text: bool) -> None:
        """It brings too much."""
        del is_text
        self.socket.close(POLICY)

    def stalled(self, *, is_stalled: bool) -> None:
        """Nothing."""

    def lost(self, close: Close | None) -> None:
        """Gone."""

    def event(self, frame: bytes) -> None:
        """The sink of subscriptions; nobody sends here."""

    hint = event

    def run(self, effects: list[Effect]) -> None:
        """Carry out."""
        for effect in effects:
            self.effects += 1
            if type(effect) is Hangup:
                self.socket.close(effect.close, effect.reason)
            elif type(effect) is Verify:
                self.run(self.connection.verified(Verified(self.caller, 2e9)))
            elif type(effect) is Ask:
                self.ask(effect)

    def ask(self, ask: Ask) -> None:
        """Answer now or later."""
        if type(ask.request) is exchange.Send:
            self.sent.append(ask.request)
        if type(ask.request) is exchange.Open or self.random.random() < 0.6:
            self.run(self.connection.answer(ask, self.answer(ask.request)))
        else:
            self.waiting.append(ask)

    def answer(self, request: exchange.Request) -> exchange.Answer:
        """As a chat service would, or a refusal."""
        if type(request) is not exchange.Open and type(request) is not exchange.Follow and self.random.random() < 0.1:
            return REFUSED
        if type(request) is exchange.Send:
            return exchange.Sent(request.message.id, 1, now())
        if type(request) in {exchange.Open, exchange.Follow}:
            return exchange.Opened("topic", "e1", 3)
        return exchange.Done()

    def look(self) -> None:
        """Nothing grows beyond its bound."""
        connection = self.connection
        counts = {
            "early frames": (len(connection.early or ()), EARLY_MAX),
            "messages in flight": (connection.in_flight, IN_FLIGHT_MAX),
            "receipts": (len(connection.receipts or ()), OPTIONS.subscriptions_per_socket),
            "subscriptions": (len(connection.subscriptions), OPTIONS.subscriptions_per_socket + 1),
        }
        for name, (count, most) in counts.items():
            if not 0 <= count <= most:
                raise Wrong(f"{count} {name}")

    def settle(self) -> None:
        """The answers that are still due, in whatever order."""
        self.random.shuffle(self.waiting)
        while self.waiting:
            ask = self.waiting.pop()
            self.run(self.connection.answer(ask, self.answer(ask.request)))
        if self.connection.state is not State.CLOSED and self.connection.in_flight:
            raise Wrong("a message is never answered")


class Nowhere(Server):
    """Listens nowhere: no loop, no clock."""

    @override
    def remember(self, socket: Socket) -> None:
        """Each is forgotten at once."""

    @override
    def linger(self, socket: Socket) -> None:
        """Whoever said goodbye is cut off by the test's end."""

    @override
    def will_write(self, socket: Socket) -> None:
        """What is written goes nowhere."""


def _nobody(path: str, headers: object) -> HttpAnswer:
    raise Wrong(f"{path} was asked for")


SERVER = Nowhere(_nobody, frame_max_bytes=OPTIONS.frame_max_bytes)


def as_picows(opcode: int, fin: bool, rsv: int, payload: bytes) -> Any:
    """A frame as picows hands it over."""
    return SimpleNamespace(
        msg_type=WSMsgType(opcode),
        fin=fin,
        rsv1=rsv & 4,
        rsv2=rsv & 2,
        rsv3=rsv & 1,
        get_payload_as_utf8_text=payload.decode,
        get_payload_as_bytes=lambda: payload,
    )


def run(random: Random, data: bytes) -> int:
    """Send it; how it ended. Raises `Wrong` where that is not what the bytes deserve."""
    verdict = judge(data)
    holder = Holder(random, random.choice(tuple(SocketKind)))
    socket, line = Socket(SERVER, holder), Line()
    socket.on_ws_connected(line)
    for cut in frames_of(data):
        if cut.payload is None or cut.faults or cut.perhaps:
            break  # picows itself sees those, or waits for the rest
        before = holder.effects
        was_closed = line.closed_with is not None
        socket.on_ws_frame(line, as_picows(cut.opcode, cut.fin, cut.rsv, cut.payload))
        if was_closed and holder.effects != before:
            raise Wrong("a frame after the goodbye had effects")
    else:
        holder.settle()
        check(verdict, line.closed_with or ALIVE)
    understood(verdict.said, holder.sent)
    return line.closed_with or ALIVE


def check(verdict: Verdict, outcome: int) -> None:
    """The outcome is one of those that the bytes allow."""
    if outcome not in verdict.outcomes:
        raise Wrong(f"ended with {outcome} instead of {sorted(verdict.outcomes)}")


def understood(texts: Sequence[bytes], sent: Sequence[exchange.Send]) -> None:
    """Whatever was handed on as a message was said as one, in JSON that anybody would read likewise."""
    said = set()
    for text in texts:
        try:
            found = read(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and found.get("type") == "message":
            said.add((str(found.get("id")).replace("-", "").lower(), str(found.get("content", ""))))
    for request in sent:
        if (request.message.id.hex, request.message.content) not in said:
            raise Wrong(f"{request.message.id} was understood and never said")
