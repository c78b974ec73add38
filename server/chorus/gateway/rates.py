"""A rate limit in one float: the generic cell rate algorithm."""

from chorus.gateway.options import Rate


def take(allowed_at: float, now: float, rate: Rate) -> tuple[float, float]:
    """The new state, and 0 if the act is allowed, else the seconds until it is."""
    interval = 1 / rate.per_second
    at = max(allowed_at, now)
    wait = at - now - interval * (rate.burst - 1)
    if wait > 0:
        return allowed_at, wait
    return at + interval, 0.0
