"""One timing wheel for all sockets: authentication time-outs, pings, pongs, the end of tokens."""

import math
from typing import Protocol


class Timed(Protocol):
    """An object with at most one deadline."""

    due: int

    def tick(self, now: float) -> float | None:
        """Fire the deadline. Return the seconds until the next one, None for never."""
        ...


class Wheel:
    """A ring of slots, turned by one task. A deadline beyond the ring comes early and is asked for again."""

    def __init__(self, now: float, *, tick_seconds: float = 0.25, slots: int = 256) -> None:
        self._tick_seconds = tick_seconds
        self._slots: list[list[tuple[int, Timed]]] = [[] for _ in range(slots)]
        self._began = now
        self._tick = 0

    def schedule(self, timed: Timed, seconds: float) -> None:
        """Replace its deadline."""
        ticks = min(max(1, math.ceil(seconds / self._tick_seconds)), len(self._slots) - 1)
        timed.due = self._tick + ticks
        self._slots[timed.due % len(self._slots)].append((timed.due, timed))

    def turn(self, now: float) -> None:
        """Fire due timers."""
        while self._began + (self._tick + 1) * self._tick_seconds <= now:
            self._tick += 1
            slot = self._tick % len(self._slots)
            fired, self._slots[slot] = self._slots[slot], []
            for due, timed in fired:
                # Replaced meanwhile: the newer deadline stands in another slot.
                if due == timed.due:
                    again = timed.tick(now)
                    if again is not None:
                        self.schedule(timed, again)
