"""A rate limit in one float: the generic cell rate algorithm."""

from chorus.gateway.protocol.options import Rate


def take(allowed_at: float, now: float, rate: Rate) -> tuple[float, float]:
    """Return the new state, and 0 if the action is allowed, else the seconds until it is."""
    if allowed_at <= now:
        return now + rate.interval, 0.0
    wait = allowed_at - now - rate.allowance
    if wait > 0:
        return allowed_at, wait
    return allowed_at + rate.interval, 0.0
