"""The small parts: addresses, limits, rates, the wheel, the outbound queue, metrics."""

from ipaddress import ip_network

import pytest
from multidict import CIMultiDict
from prometheus_client import CollectorRegistry, generate_latest

from chorus.core.ids import new_id
from chorus.gateway.admission.limits import Limits
from chorus.gateway.fanout.send_queue import SendQueue
from chorus.gateway.metrics import GatewayMetrics
from chorus.gateway.protocol.errors import TooManySockets, close_of
from chorus.gateway.protocol.handshake import HttpAnswer, SocketKind, Upgrade, client_address, read_upgrade
from chorus.gateway.protocol.options import GatewayOptions, Rate
from chorus.gateway.protocol.rates import take
from chorus.gateway.timer_wheel import Wheel
from chorus.protocol import close_codes as closes
from tests.gateway.fakes import caller

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # nobody vouches for the header
        ("10.1.1.1", "198.51.100.1", "198.51.100.1"),
        ("10.1.1.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # the client wrote the first
        ("10.1.1.1", "198.51.100.1, 10.2.2.2", "198.51.100.1"),
        ("10.1.1.1", "", "10.1.1.1"),
        ("fd00::1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8::1", "", "2001:db8::/64"),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ("", "198.51.100.1", "198.51.100.1"),
        ("10.1.1.1", "not an address", "not an address"),
        ("::ffff:10.1.1.1", "198.51.100.1", "198.51.100.1"),  # the proxy, seen by a listener on IPv6
        ("10.1.1.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.1.1.1", "[2001:db8::1]:4711", "2001:db8::/64"),
    ],
)
def test_the_address_is_the_nearest_nobody_trusted_vouches_past(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == address


def test_without_trusted_proxies_the_header_is_nothing() -> None:
    assert client_address("127.0.0.1", "198.51.100.1", []) == "127.0.0.1"


def test_an_upgrade_is_read() -> None:
    conversation_id = new_id()
    headers = CIMultiDict(
        {"Sec-WebSocket-Protocol": "chorus.v1, bearer.a.b.c,nonce.n-1", "Origin": "https://shop.example"}
    )
    assert read_upgrade(f"/ws/v1/conversations/{conversation_id}", headers) == Upgrade(
        SocketKind.CONVERSATION, conversation_id, "a.b.c", "n-1", "https://shop.example", ""
    )
    assert isinstance(read_upgrade("/ws/v1/agent", CIMultiDict()), HttpAnswer)


def test_limits_count_and_give_back() -> None:
    limits = Limits(GatewayOptions(sockets_per_customer=2, sockets_per_tenant=3, sockets_per_address=4))
    bao, other = caller(), caller()
    slots = [limits.acquire_identity(bao), limits.acquire_identity(bao)]
    with pytest.raises(TooManySockets):
        limits.acquire_identity(bao)
    limits.acquire_identity(other)
    with pytest.raises(TooManySockets):  # the tenant is full
        limits.acquire_identity(caller())
    limits.release(slots[0])
    limits.acquire_identity(bao)
    entered = [limits.acquire_process("a") for _ in range(4)]
    with pytest.raises(TooManySockets):
        limits.acquire_process("a")
    assert limits.sockets == 4
    for slot in entered:
        limits.release_process(slot)
    assert limits.sockets == 0
    assert limits.acquire_process("a")


def test_a_rate_allows_its_burst_and_then_its_pace() -> None:
    rate, state, now = Rate(1, 20), 0.0, 100.0
    for _ in range(20):
        state, wait = take(state, now, rate)
        assert wait == 0
    state, wait = take(state, now, rate)
    assert wait == pytest.approx(1)
    state, wait = take(state, now + 1, rate)
    assert wait == 0
    state, wait = take(state, now + 1.5, rate)
    assert wait == pytest.approx(0.5)


class Alarm:
    """Wants the wheel."""

    def __init__(self, *again: float) -> None:
        self.due = 0
        self.rang: list[float] = []
        self.again = list(again)

    def tick(self, now: float) -> float | None:
        """It rings."""
        self.rang.append(now)
        return self.again.pop(0) if self.again else None


def test_the_wheel_rings_in_time_again_and_never_early() -> None:
    wheel, alarm = Wheel(0, tick_seconds=0.25, slots=16), Alarm(1.0)
    wheel.schedule(alarm, 0.6)
    for step in range(1, 40):
        wheel.turn(step * 0.25)
    assert alarm.rang == [0.75, 1.75]


def test_a_new_deadline_replaces_the_old() -> None:
    wheel, alarm = Wheel(0, tick_seconds=0.25, slots=16), Alarm()
    wheel.schedule(alarm, 0.5)
    wheel.schedule(alarm, 1.0)
    for step in range(1, 40):
        wheel.turn(step * 0.25)
    assert alarm.rang == [1.0]


def test_a_wheel_that_was_held_up_rings_all_it_missed() -> None:
    wheel, first, second = Wheel(0, tick_seconds=0.25, slots=16), Alarm(), Alarm()
    wheel.schedule(first, 0.5)
    wheel.schedule(second, 1.5)
    wheel.turn(10)
    assert (len(first.rang), len(second.rang)) == (1, 1)


class Pipe:
    """A socket whose peer reads when told to."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.buffered = 0
        self.is_stuck = False

    def write(self, frame: bytes) -> None:
        """Write or wait."""
        self.sent.append(frame)
        if self.is_stuck:
            self.buffered += len(frame)


def stalled(**changes: int) -> tuple[Pipe, SendQueue]:
    """A queue of which one write waits."""
    pipe = Pipe()
    outbound = SendQueue(pipe, GatewayOptions(**changes))  # type: ignore[arg-type]
    pipe.is_stuck = True
    outbound.send(b"x" * 10)
    outbound.stall(is_stalled=True)
    return pipe, outbound


def test_from_half_full_hints_are_dropped_and_when_full_the_socket_is_given_up() -> None:
    pipe, outbound = stalled(outbound_max_bytes=100)
    assert outbound.hint(b"h" * 40)
    assert not outbound.hint(b"h")
    assert outbound.send(b"e" * 60)
    assert not outbound.send(b"e")
    assert not outbound.send(b"e" * 1)
    assert len(pipe.sent) == 3


def test_frames_count_as_well_as_bytes() -> None:
    _, outbound = stalled(outbound_max_frames=4)
    assert [outbound.send(b"") for _ in range(5)] == [True] * 4 + [False]


def test_a_replay_may_exceed_the_bound() -> None:
    _, outbound = stalled(outbound_max_bytes=5)
    assert outbound.send(b"r" * 100, is_replay=True)
    assert not outbound.send(b"e")


def test_a_write_is_write_stalled_after_three_looks_without_progress() -> None:
    _, outbound = stalled()
    assert [outbound.is_write_stalled() for _ in range(3)] == [False, False, True]


def test_a_slow_reader_that_does_read_is_not_late() -> None:
    pipe, outbound = stalled()
    for _ in range(10):
        waiting = pipe.buffered
        outbound.send(b"y" * 10)
        pipe.buffered -= waiting
        assert not outbound.is_write_stalled()


def test_what_is_read_at_last_makes_the_socket_healthy() -> None:
    pipe, outbound = stalled()
    outbound.is_write_stalled()
    pipe.buffered, pipe.is_stuck = 0, False
    outbound.stall(is_stalled=False)
    assert not outbound.is_write_stalled()
    assert outbound.send(b"z")


@pytest.mark.parametrize(
    ("code", "close"),
    [
        ("auth.token_expired", closes.TOKEN_EXPIRED),
        ("auth.login_lost", closes.REVOKED),
        ("auth.nonce_refused", closes.NONCE_REFUSED),
        ("auth.token_refused", closes.UNAUTHENTICATED),
        ("conversation.not_found", closes.NOT_FOUND),
        ("permission.denied", closes.FORBIDDEN),
        ("server.unavailable", closes.OVERLOADED),
        ("socket.too_many", closes.LIMIT),
        ("server.failed", closes.FAILED),
    ],
)
def test_a_refusal_closes_with_a_code_that_tells_whether_to_come_back(code: str, close: closes.Close) -> None:
    assert close_of(code) is close


def test_metrics_are_prometheus_text() -> None:
    metrics, registry = GatewayMetrics(), CollectorRegistry()
    registry.register(metrics)
    metrics.connections["agent"] += 2
    for milliseconds in (0.5, 3, 30_000):
        metrics.acknowledged(milliseconds)
    text = generate_latest(registry).decode()
    assert 'ws_connections{kind="agent"} 2.0' in text
    assert 'msg_rtt_ms_bucket{le="5"} 2.0' in text
    assert 'msg_rtt_ms_bucket{le="+Inf"} 3.0' in text
    assert "msg_rtt_ms_count 3.0" in text
