"""Ending a background task without losing one's own cancellation."""

import asyncio
from typing import Any


async def end(task: "asyncio.Task[Any] | None") -> None:
    """Cancel it and wait until it has ended, however it ends.

    `suppress(CancelledError)` around `await task` would also swallow the cancellation of whoever waits here, and a
    loop that waits like that cannot be stopped.
    """
    if task is None:
        return
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.exception()  # seen
