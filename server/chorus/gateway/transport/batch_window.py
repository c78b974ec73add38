"""The batch window: under load the gateway handles its sockets every few milliseconds, not for each frame."""

import asyncio
import time


class BatchWindow:
    """Blocks the event loop until the window ends, as interrupt coalescing does (docs/decisions/0012).

    Input that arrives meanwhile waits in the kernel and is then handled together: one poll of all sockets, one batch
    for the chat service, one write for all frames of a socket. Input that arrives while the loop is idle is handled
    immediately, and an iteration longer than `seconds` is not extended. 0 turns the window off: a process that does
    other things too must not be blocked.
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
