"""Ending a background task without losing one's own cancellation."""

import asyncio
from typing import Any

RETRY_SECONDS = 1.0


async def end(task: "asyncio.Task[Any] | None") -> None:
    """Cancel it and wait until it has ended, however it ends.

    `suppress(CancelledError)` around `await task` would also swallow the cancellation of whoever waits here, and a
    loop that waits like that cannot be stopped. Before Python 3.12 `asyncio.wait_for` swallows one that comes as the
    awaited ends, and libraries use it; so the task is asked until it has heard.
    """
    if task is None:
        return
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=RETRY_SECONDS)
    if not task.cancelled():
        task.exception()  # seen
