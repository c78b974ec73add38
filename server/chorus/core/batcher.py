"""Questions that come while an answer is on its way share the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Batcher(Generic[Question, Answer]):
    """Asks for a batch at a time, in the order they came. Alone, a question is asked at once."""

    def __init__(self, ask: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]], *, at_most: int) -> None:
        self._ask = ask
        self._at_most = at_most
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """Ask within the next batch. An exception of the batch is raised for each of its requests."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._at_most], self._waiting[self._at_most :]
            asked = [answer for _, answer in batch]
            try:
                found = await self._ask([question for question, _ in batch])
            except Exception as error:
                for answer in asked:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for answer, one in zip(asked, found, strict=True):
                if not answer.done():  # who asked may have gone
                    answer.set_result(one)
