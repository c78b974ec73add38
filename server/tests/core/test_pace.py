"""Work in portions."""

import asyncio

from chorus.core.pace import Pace


async def test_what_comes_together_is_done_together() -> None:
    done, asked = [], []
    pace = Pace(lambda: done.append(len(asked)), 0.01)
    for number in range(100):
        asked.append(number)
        pace.ask()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert done == [100]


async def test_what_comes_later_is_done_later_and_once() -> None:
    done: list[float] = []
    loop = asyncio.get_running_loop()
    pace = Pace(lambda: done.append(loop.time()), 0.05)
    pace.ask()
    while not done:
        await asyncio.sleep(0)
    for _ in range(10):
        pace.ask()
    assert len(done) == 1
    async with asyncio.timeout(30):
        while len(done) < 2:
            await asyncio.sleep(0.001)
    assert done[1] - done[0] >= 0.045
    await asyncio.sleep(0.06)
    assert len(done) == 2
