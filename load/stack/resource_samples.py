"""Samples of memory, descriptors, threads and tasks, and their growth."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import TypeVar

from load.stack.prometheus import scrape
from load.stack.resource_usage import descriptors, private_kib, root_processes, threads
from load.stack.stack import Stack

N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class ResourceSample:
    """Values by part of the stack; tasks where there is an event loop."""

    seconds: float
    memory_kib: dict[str, int]
    descriptors: dict[str, int]
    threads: dict[str, int]
    tasks: dict[str, float]

    def cell(self, name: str) -> str:
        """Return the values of one part as a table cell."""
        tasks = f" · {self.tasks[name]:.0f}" if name in self.tasks else ""
        return f"{self.memory_kib[name] / 1024:.1f} · {self.descriptors[name]} · {self.threads[name]}{tasks}"


async def sample(stack: Stack, seconds: float) -> ResourceSample:
    """Take a sample. Memory is private memory: PostgreSQL's shared buffers have a fixed size."""
    roots = root_processes(stack)
    return ResourceSample(
        seconds,
        {name: private_kib(root) for name, root in roots.items()},
        {name: descriptors(root) for name, root in roots.items()},
        {name: threads(root) for name, root in roots.items()},
        {name: (await scrape(stack, name))["asyncio_tasks"] for name in stack.processes},
    )


async def median_sample(stack: Stack, seconds: float, polls: int, apart: float) -> ResourceSample:
    """Return the median of several samples per value, which filters out short-lived ones (a poll, a timer)."""
    seen = []
    for _ in range(polls):
        seen.append(await sample(stack, seconds))
        await asyncio.sleep(apart)
    return ResourceSample(
        seconds,
        _medians([one.memory_kib for one in seen]),
        _medians([one.descriptors for one in seen]),
        _medians([one.threads for one in seen]),
        _medians([one.tasks for one in seen]),
    )


def _medians(of: list[dict[str, N]]) -> dict[str, N]:
    return {name: median_low(one[name] for one in of) for name in of[0]}


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the least-squares line through the points."""
    count = len(points)
    middle_x, middle_y = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread if spread else 0.0
