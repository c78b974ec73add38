"""Proxies that nobody named: whoever comes through one counts as the proxy's address, and shares its limits."""

import time
from collections.abc import Callable

import structlog
from prometheus_client import Counter

log = structlog.get_logger(__name__)

METRIC = "http_untrusted_forwarded"
HEADERS = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip"})
# Strangers can send the header too: what we keep of them is bounded, and so is what we say.
PEERS_MAX = 5
LOG_SECONDS = 3_600.0
OTHERS = "others"

untrusted = Counter(METRIC, "Requests with X-Forwarded-For from a peer that is not a trusted proxy", ["peer"])


class UnknownProxies:
    """Remembers the first few peers that forward requests and are not trusted, and logs each now and then."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said_at: dict[str, float] = {}

    def seen(self, peer: str) -> None:
        """Count a request of this peer that named another sender."""
        name = peer if peer in self._said_at or len(self._said_at) < PEERS_MAX else OTHERS
        untrusted.labels(name).inc()
        now = self._clock()
        if name != OTHERS and now - self._said_at.get(name, -LOG_SECONDS) >= LOG_SECONDS:
            self._said_at[name] = now
            log.warning("proxy.not_trusted", peer=peer, remedy=remedy(peer))


def remedy(peer: str) -> str:
    """Return the remedy."""
    return (
        f"If {peer} is your proxy, set CHORUS_TRUSTED_PROXIES='[\"{peer}\"]'; until then all clients behind it share"
        " one address in every limit."
    )
