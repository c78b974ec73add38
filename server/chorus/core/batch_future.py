"""Several answers to wait for at once, with one future for all of them."""

import asyncio
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class BatchFuture(Generic[Answer]):
    """Filled place by place; done when none is missing. Until then a place holds `meanwhile`."""

    __slots__ = ("answers", "future", "missing")

    def __init__(self, count: int, meanwhile: Answer) -> None:
        self.answers = [meanwhile] * count
        self.missing = count
        self.future: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()

    def fill(self, index: int, answer: Answer) -> None:
        """Set the answer of one place, once, in the event loop."""
        self.answers[index] = answer
        self.missing -= 1
        if not self.missing and not self.future.done():
            self.future.set_result(self.answers)
