"""Questions that share an answer."""

import asyncio
from collections.abc import Sequence

import pytest

from chorus.core.batcher import Batcher


class Oracle:
    """Doubles numbers, when it is let."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.may_answer = asyncio.Event()

    async def ask(self, questions: Sequence[int]) -> list[int]:
        self.batches.append(list(questions))
        await self.may_answer.wait()
        if 13 in questions:
            raise ValueError("an unlucky number")
        return [question * 2 for question in questions]


async def test_what_comes_meanwhile_is_asked_together_in_order_and_bounded() -> None:
    oracle = Oracle()
    together = Batcher(oracle.ask, at_most=3)
    asking = [asyncio.create_task(together.ask(1))]
    await asyncio.sleep(0.01)
    asking += [asyncio.create_task(together.ask(number)) for number in (2, 3, 4, 5)]
    await asyncio.sleep(0.01)
    assert oracle.batches == [[1]]
    oracle.may_answer.set()
    assert await asyncio.gather(*asking) == [2, 4, 6, 8, 10]
    assert oracle.batches == [[1], [2, 3, 4], [5]]


async def test_a_failure_is_that_of_its_batch_alone() -> None:
    oracle = Oracle()
    oracle.may_answer.set()
    together = Batcher(oracle.ask, at_most=2)
    found = await asyncio.gather(*(together.ask(number) for number in (1, 13, 3)), return_exceptions=True)
    assert [type(one) for one in found] == [ValueError, ValueError, int]


async def test_who_gives_up_holds_up_nobody() -> None:
    oracle = Oracle()
    together = Batcher(oracle.ask, at_most=9)
    gone, stays = (asyncio.create_task(together.ask(number)) for number in (1, 2))
    await asyncio.sleep(0.01)
    gone.cancel()
    oracle.may_answer.set()
    assert await stays == 4
    with pytest.raises(asyncio.CancelledError):
        await gone
