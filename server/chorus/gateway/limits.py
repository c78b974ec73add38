"""How many sockets a person, an address, a tenant and the process may hold."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass

from chorus.core.actor import ActorKind
from chorus.gateway.errors import TooManySockets
from chorus.gateway.options import GatewayOptions
from chorus.wire.exchange import Caller

RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Seat:
    """What one socket occupies; given back once."""

    keys: tuple[Hashable, ...]


class Limits:
    """Counts of this process. With several gateways each counts its own sockets."""

    def __init__(self, options: GatewayOptions) -> None:
        self._options = options
        self._taken: Counter[Hashable] = Counter()
        self.sockets = 0

    @property
    def is_full(self) -> bool:
        """Whether the process takes nobody more."""
        return self.sockets >= self._options.sockets_per_process

    def enter(self, address: str) -> Seat:
        """A socket opens; raises `TooManySockets`."""
        if self.is_full:
            raise TooManySockets(retry_after_seconds=RETRY_SECONDS)
        seat = self._take((("address", address), self._options.sockets_per_address))
        self.sockets += 1
        return seat

    def sit(self, caller: Caller) -> Seat:
        """It is known whose socket it is; raises `TooManySockets`."""
        options = self._options
        of_person = options.sockets_per_agent if caller.kind == ActorKind.AGENT else options.sockets_per_customer
        return self._take(
            (("person", caller.tenant_id, caller.id), of_person),
            (("tenant", caller.tenant_id), options.sockets_per_tenant),
        )

    def leave(self, seat: Seat) -> None:
        """The socket of `enter` is gone."""
        self.sockets -= 1
        self.stand(seat)

    def stand(self, seat: Seat) -> None:
        """What `sit` took is free again."""
        for key in seat.keys:
            self._taken[key] -= 1
            if not self._taken[key]:
                del self._taken[key]

    def _take(self, *wanted: tuple[Hashable, int]) -> Seat:
        if any(self._taken[key] >= limit for key, limit in wanted):
            raise TooManySockets(retry_after_seconds=RETRY_SECONDS)
        seat = Seat(tuple(key for key, _ in wanted))
        self._taken.update(seat.keys)
        return seat
