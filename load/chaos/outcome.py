"""What an ordeal showed, and what it is judged by."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from typing_extensions import override

from load.figures import percentile
from load.history import Fault
from load.ordeal import Crowd, crowd
from load.seats import seat_people
from load.stack import Stack

# So long a fallback may take to begin; what is said from then on is timed.
BREAKER_SECONDS = 2.0
SPARE = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of a scenario against what is promised."""

    name: str
    value: float
    unit: str
    target: float

    @property
    def holds(self) -> bool:
        """Whether the promise is kept; no value at all keeps none."""
        return self.value <= self.target

    @override
    def __str__(self) -> str:
        return f"{self.name}: {self.value:,.2f} {self.unit} (≤ {self.target:g}) {'holds' if self.holds else 'MISSED'}"


@dataclass(slots=True)
class Outcome:
    """What a scenario showed."""

    faults: list[Fault]
    acknowledged: int
    said_again: int
    measured: list[Measured] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return not self.faults and all(found.holds for found in self.measured)

    @override
    def __str__(self) -> str:
        lines = [f"{self.acknowledged} acknowledged, {self.said_again} said again, {len(self.faults)} faults"]
        return "\n".join(f"- {line}" for line in [*lines, *map(str, self.measured), *map(str, self.faults[:10])])


# Breaks, waits `seconds`, mends; returns what it measured.
Disturb = Callable[[Stack, Crowd, float], Awaitable[list[Measured]]]


async def endure(
    stack: Stack, disturb: Disturb, *, seconds: float, conversations: int = 10, per_second: float = 60
) -> Outcome:
    """Let a crowd chat while `disturb` does its work, and judge."""
    pairs = await seat_people(stack.settings, conversations + SPARE)
    async with crowd(stack, pairs[:conversations], per_second) as people:
        people.spare = pairs[conversations:]
        await people.more(int(per_second / 2))
        measured = await disturb(stack, people, seconds)
        await people.more(int(per_second / 2))
        faults = await people.settle()
        if ended := stack.ended():
            raise AssertionError("\n".join(f"{name} ended: {words}" for name, words in ended.items()))
        said_again = sum(client.participant.said_again for client in people.clients)
        if faults:
            people.history.write(stack.folder / "history.jsonl")
        return Outcome(faults, people.acknowledged, said_again, measured)


async def timed(people: Crowd, seconds: float) -> list[float]:
    """Delays of what is said in the next `seconds`, once it had time to arrive."""
    since = time.monotonic()
    await asyncio.sleep(seconds)
    ends = time.monotonic()
    await people.more(1)
    # What is still on its way counts as late as it is.
    return people.delays(since, ends) + people.waiting(since, ends)


async def chat_on(people: Crowd, seconds: float, name: str, target: float = 300) -> Measured:
    """How fast the crowd is served in the next `seconds`."""
    return Measured(f"{name}: delivered P95", percentile(await timed(people, seconds), 0.95), "ms", target)
