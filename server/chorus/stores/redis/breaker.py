"""A circuit breaker, without I/O: after a few failures in a row the other side is left alone until a probe succeeds."""


class Breaker:
    """Closed: calls go through. Open: they do not."""

    __slots__ = ("_failures", "_failures_max", "is_open")

    def __init__(self, *, failures_max: int = 3) -> None:
        self._failures_max = failures_max
        self._failures = 0
        self.is_open = False

    def succeeded(self) -> None:
        """Record a success."""
        self._failures = 0
        self.is_open = False

    def failed(self) -> bool:
        """Record a failure. Return whether it opened the breaker."""
        self._failures += 1
        was_open, self.is_open = self.is_open, self.is_open or self._failures >= self._failures_max
        return self.is_open and not was_open
