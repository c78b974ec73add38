"""The end of a connection, as the last answer asks for it."""

import asyncio
from collections.abc import Callable


class Ending:
    """The transport as an answer sees it: it ends the connection only when the request has come whole."""

    __slots__ = ("_end", "is_closing", "write")

    def __init__(self, transport: asyncio.Transport, end: Callable[[], None]) -> None:
        self._end = end
        self.write = transport.write
        self.is_closing = transport.is_closing

    def close(self) -> None:
        """Stop answering."""
        self._end()
