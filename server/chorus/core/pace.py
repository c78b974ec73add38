"""Work that is cheaper in portions: done at once after a pause, and every so often while there is more."""

import asyncio
from collections.abc import Callable


class Pace:
    """Runs `work` soon after `ask`, but not within `seconds` of the last time. A lone `ask` never waits."""

    __slots__ = ("_done_at", "_is_asked", "_seconds", "_work")

    def __init__(self, work: Callable[[], None], seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._is_asked = False
        self._done_at = 0.0

    def ask(self) -> None:
        """There is something to do."""
        if self._is_asked:
            return
        self._is_asked = True
        loop = asyncio.get_running_loop()
        rest = self._done_at + self._seconds - loop.time()
        if rest > 0:
            loop.call_later(rest, self._run)
        else:
            loop.call_soon(self._run)

    def _run(self) -> None:
        self._is_asked = False
        self._done_at = asyncio.get_running_loop().time()
        self._work()
