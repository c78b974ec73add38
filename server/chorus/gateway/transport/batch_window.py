"""Turns: while there is much to do, the gateway looks at its sockets every few milliseconds and not for each frame."""

import asyncio
import time


class Turns:
    """Holds the event loop until the turn is over, as a network card holds its interrupts (docs/decisions/0012).

    What comes meanwhile waits in the kernel and is then handled together: one look at all sockets, one batch for the
    chat service, one write for all frames of a socket. What comes after a pause is handled at once, and a turn that
    takes longer than `seconds` by itself is not held at all. With 0 there are no turns: a process that does other
    things too must not be held.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._is_over = True
        self._ended_at = 0.0

    def begin(self) -> None:
        """Note input or output, which starts a window."""
        if self._is_over and self._seconds:
            self._is_over = False
            asyncio.get_running_loop().call_soon(self._settle, 2)

    def _settle(self, hops: int) -> None:
        # What was begun in this turn may have more to do in it: a task that was created, an answer from memory.
        if hops:
            asyncio.get_running_loop().call_soon(self._settle, hops - 1)
            return
        self._is_over = True
        now = time.monotonic()
        rest = self._ended_at + self._seconds - now
        if rest > 0:
            time.sleep(rest)
            now += rest
        self._ended_at = now
