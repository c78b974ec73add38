"""What every process holds at a moment, and whether that grows."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import TypeVar

from load.costs import descriptors, parts, private_kib, threads
from load.scrape import scrape
from load.stack import Stack

N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class Sample:
    """By part of the stack; tasks where there is an event loop."""

    seconds: float
    memory_kib: dict[str, int]
    descriptors: dict[str, int]
    threads: dict[str, int]
    tasks: dict[str, float]

    def cell(self, name: str) -> str:
        """For a table."""
        tasks = f" · {self.tasks[name]:.0f}" if name in self.tasks else ""
        return f"{self.memory_kib[name] / 1024:.1f} · {self.descriptors[name]} · {self.threads[name]}{tasks}"


async def sample(stack: Stack, seconds: float) -> Sample:
    """Now. Memory is what each process has for itself: PostgreSQL's buffers have a size of their own."""
    roots = parts(stack)
    return Sample(
        seconds,
        {name: private_kib(root) for name, root in roots.items()},
        {name: descriptors(root) for name, root in roots.items()},
        {name: threads(root) for name, root in roots.items()},
        {name: (await scrape(stack, name))["asyncio_tasks"] for name in stack.processes},
    )


async def middle(stack: Stack, seconds: float, looks: int, apart: float) -> Sample:
    """The median of several looks, for each thing: what comes and goes in a moment (a poll, a timer) is not held."""
    seen = []
    for _ in range(looks):
        seen.append(await sample(stack, seconds))
        await asyncio.sleep(apart)
    return Sample(
        seconds,
        _medians([one.memory_kib for one in seen]),
        _medians([one.descriptors for one in seen]),
        _medians([one.threads for one in seen]),
        _medians([one.tasks for one in seen]),
    )


def _medians(of: list[dict[str, N]]) -> dict[str, N]:
    return {name: median_low(one[name] for one in of) for name in of[0]}


def slope(points: Sequence[tuple[float, float]]) -> float:
    """How much the second grows with the first: the straight line with the least squares."""
    count = len(points)
    middle_x, middle_y = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread if spread else 0.0
