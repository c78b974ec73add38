"""Lets people in by rounds: when thousands come back at once, those of a round share each step behind the gateway, and
who is in already notices little (docs/decisions/0012).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from chorus.gateway.protocol.connection import Connection, State

ROUND_SECONDS = 0.01
AT_ONCE = 16
ENTERING_MAX = 128


class Entrant(Protocol):
    """A connection in the admission queue."""

    @property
    def connection(self) -> Connection:
        """Its state says whether it still waits."""
        ...


E = TypeVar("E", bound=Entrant)


class Admission(Generic[E]):
    """Admits connections in intervals.

    A connection that arrives while the queue is idle is admitted immediately. The queue is bounded by the process's
    limit of sockets.
    """

    def __init__(self, begin: Callable[[E, str], None]) -> None:
        self._begin = begin
        self._knocking: deque[tuple[E, str]] = deque()
        self._entering: set[E] = set()
        self._is_scheduled = False
        self._round_at = 0.0

    def enqueue(self, endpoint: E, token: str) -> None:
        """Enqueue a connection. `begin` is called when it is admitted, unless it was closed first."""
        self._knocking.append((endpoint, token))
        self._schedule()

    def ended(self, endpoint: E) -> None:
        """Record that a connection was opened or closed; called for every connection, queued or not."""
        self._entering.discard(endpoint)
        if self._knocking:
            self._schedule()

    def _schedule(self) -> None:
        if not self._is_scheduled and len(self._entering) < ENTERING_MAX:
            self._is_scheduled = True
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time(), self._round_at + ROUND_SECONDS), self._round)

    def _round(self) -> None:
        self._is_scheduled = False
        self._round_at = asyncio.get_running_loop().time()
        room = min(AT_ONCE, ENTERING_MAX - len(self._entering))
        while room > 0 and self._knocking:
            endpoint, token = self._knocking.popleft()
            if endpoint.connection.state is State.CHECKING:
                self._entering.add(endpoint)
                self._begin(endpoint, token)
                room -= 1
        if self._knocking:
            self._schedule()
