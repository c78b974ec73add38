"""Ending tasks."""

import asyncio
from contextlib import suppress

import pytest

from chorus.core import tasks
from chorus.core.tasks import end


async def test_a_task_is_ended_however_it_ends() -> None:
    async def fails() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            raise RuntimeError("on the way out")

    for work in (asyncio.sleep(10), asyncio.sleep(0), fails()):
        task = asyncio.create_task(work)
        await asyncio.sleep(0)
        await end(task)
        assert task.done()
    await end(None)


async def test_who_waits_can_be_cancelled_too() -> None:
    async def stubborn() -> None:
        while True:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                if asyncio.current_task() is not None and left.is_set():
                    raise

    left = asyncio.Event()
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    waiting = asyncio.create_task(end(task))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    left.set()
    await end(task)


async def test_a_cancellation_that_was_swallowed_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    async def swallows() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(10)
        await asyncio.sleep(10)

    monkeypatch.setattr(tasks, "RETRY_SECONDS", 0.01)
    task = asyncio.create_task(swallows())
    await asyncio.sleep(0)
    await end(task)
    assert task.cancelled()
