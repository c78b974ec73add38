"""Who comes too often, or back to flood, is slowed; others at other addresses are not."""

from ipaddress import ip_network

from chorus.gateway.admission.arrivals import DEBT_MAX_SECONDS, REMEMBERED_MAX, Arrivals

PROXY = "10.0.0.1"


class Clock:
    """Time that stands still."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def arrivals(clock: Clock, **changes: int) -> Arrivals:
    """Fifty sockets for each address, behind one trusted proxy."""
    figures = {"per_address": 50, "half_open_max": 1_000, **changes}
    return Arrivals(**figures, trusted=(ip_network("10.0.0.0/8"),), clock=clock)


def come(found: Arrivals, peer: str) -> bool:
    """A whole handshake; whether it was let in."""
    if found.connect(peer):
        return False
    found.end_handshake(peer)
    return True


def test_an_address_opens_a_burst_and_then_a_rate() -> None:
    clock = Clock()
    found = arrivals(clock)
    assert [come(found, "192.0.2.1") for _ in range(101)].count(True) == 100
    assert come(found, "192.0.2.2")
    clock.now += 1
    assert [come(found, "192.0.2.1") for _ in range(20)].count(True) == 10


def test_half_open_handshakes_of_an_address_are_bounded() -> None:
    found = arrivals(Clock())
    assert [found.connect("192.0.2.1") == 0 for _ in range(60)].count(True) == 50
    assert found.connect("192.0.2.2") == 0
    found.end_handshake("192.0.2.1")
    assert found.connect("192.0.2.1") == 0


def test_half_open_handshakes_of_all_are_bounded() -> None:
    found = arrivals(Clock(), half_open_max=100)
    assert [found.connect(f"192.0.2.{number}") == 0 for number in range(150)].count(True) == 100


def test_a_first_flood_bars_nobody_and_those_after_it_do() -> None:
    clock = Clock()
    found = arrivals(clock)
    found.flooded("192.0.2.1")
    assert come(found, "192.0.2.1")
    found.flooded("192.0.2.1")
    found.flooded("192.0.2.1")
    assert not come(found, "192.0.2.1")
    assert come(found, "192.0.2.2")


def test_a_debt_ends() -> None:
    clock = Clock()
    found = arrivals(clock)
    for _ in range(1_000):
        found.flooded("192.0.2.1")
    assert not come(found, "192.0.2.1")
    clock.now += DEBT_MAX_SECONDS + 0.1
    assert come(found, "192.0.2.1")


def test_violations_add_up() -> None:
    found = arrivals(Clock())
    for _ in range(25):
        found.violated("192.0.2.1")
    assert not come(found, "192.0.2.1")


def test_a_proxy_is_not_slowed_for_those_behind_it() -> None:
    found = arrivals(Clock())
    for _ in range(10):
        found.flooded("203.0.113.9")
    assert come(found, PROXY)
    assert found.forwarded(PROXY, "203.0.113.9") > 0
    assert found.forwarded(PROXY, "203.0.113.10") == 0
    assert all(come(found, PROXY) for _ in range(1_000))


def test_addresses_are_forgotten_and_never_too_many() -> None:
    clock = Clock()
    found = arrivals(clock)
    for number in range(REMEMBERED_MAX + 10):
        found.take(f"address-{number}")
    assert len(found._allowed_at) <= REMEMBERED_MAX
    clock.now += 3_600
    found.take("another")
    assert len(found._allowed_at) == 1
