"""Which encoding a client takes (RFC 9110, section 12.5.3)."""

from collections.abc import Sequence


def accepted(header: str, offered: Sequence[str]) -> str | None:
    """Return the best offered encoding, or the first if the client has no preference; None to send it as it is."""
    weights = {}
    for item in header.lower().split(","):
        name, _, parameters = item.strip().partition(";")
        weights[name.strip()] = _weight(parameters)
    best, best_weight = None, 0.0
    for name in offered:
        weight = weights.get(name, weights.get("*", 0.0))
        if weight > best_weight:
            best, best_weight = name, weight
    return None if weights.get("identity", 0.0) > best_weight else best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
