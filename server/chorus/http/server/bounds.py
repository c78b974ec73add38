"""Bounds of HTTP connections: how many, how large, how slow. Without them one client stalls the loop or fills it."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Protocol

from chorus.http.server.proxies import UnknownProxies

Network = IPv4Network | IPv6Network
IPV6_SITE = 64


@dataclass(frozen=True, slots=True)
class HttpBounds:
    """The figures. Times are in seconds.

    The slowest body is that of Apache's mod_reqtimeout (MinRate=500); a phone on a bad line is ten times as fast.
    """

    head_bytes: int = 32 * 1024
    head_fields: int = 100
    head_seconds: float = 10
    body_seconds: float = 15
    bytes_per_second: int = 500
    write_seconds: float = 30
    idle_seconds: float = 15
    # Longer than the idle time of common load balancers (60 s): else they send into a connection that we just closed.
    idle_seconds_of_proxies: float = 75
    linger_seconds: float = 10
    linger_bytes: int = 64 * 1024 * 1024
    pipelined: int = 16
    per_address: int = 200
    per_process: int = 4_000


class Bounded(Protocol):
    """A connection that can be looked at."""

    def check(self, now: float) -> None:
        """Close the connection if it has been too slow."""


class Connections:
    """The open connections of one port, counted by address; looked at once a second."""

    def __init__(
        self,
        bounds: HttpBounds,
        trusted: Sequence[Network] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.bounds = bounds
        self.clock = clock
        self.unknown_proxies = UnknownProxies()
        self._trusted = tuple(trusted)
        self.all: set[Bounded] = set()
        self._by_address: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self.all)

    def is_trusted(self, peer: str) -> bool:
        """Return whether this peer is trusted to name another sender."""
        try:
            address = ip_address(peer)
        except ValueError:
            return bool(self._trusted)  # a unix socket
        return any(address in network for network in self._trusted)

    def is_proxy(self, peer: str) -> bool:
        """Return whether many people may share this peer: a trusted proxy, or one on this machine."""
        try:
            return ip_address(peer).is_loopback or self.is_trusted(peer)
        except ValueError:
            return True  # a unix socket

    def is_full_for(self, peer: str) -> bool:
        """Return whether this address has reached its connection limit."""
        return not self.is_proxy(peer) and self._by_address[counted_as(peer)] >= self.bounds.per_address

    @property
    def is_full(self) -> bool:
        """Whether the process has as many as it can hold."""
        return len(self.all) >= self.bounds.per_process

    def add(self, connection: Bounded, peer: str) -> None:
        """Count it."""
        self.all.add(connection)
        self._by_address[counted_as(peer)] += 1

    def remove(self, connection: Bounded, peer: str) -> None:
        """Remove an ended connection; no-op if it was never counted."""
        if connection not in self.all:
            return
        self.all.remove(connection)
        address = counted_as(peer)
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]

    def sweep(self) -> None:
        """Check each connection once."""
        now = self.clock()
        for connection in tuple(self.all):
            connection.check(now)


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Parse addresses and networks; raises `ValueError`."""
    return tuple(ip_network(text, strict=False) for text in texts)


def plain(peer: str) -> str:
    """Return `::ffff:10.1.1.1`, as an IPv6 listener sees 10.1.1.1, in its usual form."""
    if not peer.startswith("::ffff:"):
        return peer
    try:
        mapped = ip_address(peer)
    except ValueError:
        return peer
    return str(mapped.ipv4_mapped or mapped) if isinstance(mapped, IPv6Address) else peer


def counted_as(peer: str) -> str:
    """Return the address for limits: an IPv6 caller owns a whole /64, so the /64 counts."""
    if ":" not in peer:
        return peer
    try:
        address: IPv4Address | IPv6Address = ip_address(peer)
    except ValueError:
        return peer
    return str(ip_network((address, IPV6_SITE), strict=False)) if isinstance(address, IPv6Address) else str(address)
