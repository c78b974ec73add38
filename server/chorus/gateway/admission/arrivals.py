"""Rate limits per address: connections, half-open handshakes, and repeated floods."""

import time
from collections import Counter
from collections.abc import Callable, Sequence

from chorus.gateway.protocol.handshake import Network, client_address, is_trusted
from chorus.gateway.protocol.options import Rate
from chorus.gateway.protocol.rates import take

# All of what an address may hold, anew every five seconds, and twice at once.
REFILL_SECONDS, BURST_FACTOR = 5, 2
# So many arrivals: a first flood has no consequences for others at the same address.
FLOOD_COST, VIOLATION_COST = 50, 5
DEBT_MAX_SECONDS = 30.0
FORGET_SECONDS, REMEMBERED_MAX = 60.0, 50_000


class Arrivals:
    """Counts by address; what comes through a trusted proxy is counted where its header is known."""

    def __init__(
        self,
        *,
        per_address: int,
        half_open_max: int,
        trusted: Sequence[Network] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = Rate(per_address / REFILL_SECONDS, per_address * BURST_FACTOR)
        self._per_address = per_address
        self._half_open_max = half_open_max
        self._trusted = trusted
        self._clock = clock
        self._allowed_at: dict[str, float] = {}
        self._forget_at = 0.0
        self._half_open: Counter[str] = Counter()
        self._half_open_total = 0

    def connect(self, peer: str) -> float:
        """Count a TCP connection. Return the seconds until it may come again, 0 to start the handshake."""
        if self._half_open_total >= self._half_open_max:
            return 1.0
        if not is_trusted(peer, self._trusted):
            address = client_address(peer, "", ())
            if self._half_open[address] >= self._per_address:
                return 1.0
            if wait := self.take(address):
                return wait
            self._half_open[address] += 1
        self._half_open_total += 1
        return 0.0

    def end_handshake(self, peer: str) -> None:
        """Record that a handshake ended; called once for each admitted `connect`."""
        self._half_open_total -= 1
        if not is_trusted(peer, self._trusted):
            address = client_address(peer, "", ())
            self._half_open[address] -= 1
            if self._half_open[address] <= 0:
                del self._half_open[address]

    def forwarded(self, peer: str, address: str) -> float:
        """Count a socket behind a proxy. Return the seconds it has to wait, 0 for none."""
        return self.take(address) if is_trusted(peer, self._trusted) else 0.0

    def take(self, address: str) -> float:
        """Count one connection from this address. Return the seconds it has to wait, 0 for none."""
        now = self._clock()
        self._age(now)
        self._allowed_at[address], wait = take(self._allowed_at.get(address, 0.0), now, self._rate)
        return wait

    def flooded(self, address: str) -> None:
        """Record that a socket of this address was closed for a flood. An address that continues is slowed."""
        self._charge(address, FLOOD_COST)

    def violated(self, address: str) -> None:
        """Record a protocol violation from this address. Correct clients do not repeat them."""
        self._charge(address, VIOLATION_COST)

    def _charge(self, address: str, arrivals: int) -> None:
        now = self._clock()
        at = max(self._allowed_at.get(address, 0.0), now) + arrivals * self._rate.interval
        self._allowed_at[address] = min(at, now + self._rate.allowance + DEBT_MAX_SECONDS)

    def _age(self, now: float) -> None:
        if now < self._forget_at and len(self._allowed_at) < REMEMBERED_MAX:
            return
        self._allowed_at = {address: at for address, at in self._allowed_at.items() if at > now}
        if len(self._allowed_at) >= REMEMBERED_MAX:
            self._allowed_at.clear()
        self._forget_at = now + FORGET_SECONDS
