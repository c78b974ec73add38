"""One fault scenario: traffic, a fault, and the checks of the result."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from typing_extensions import override

from load.clients.traffic_generator import TrafficGenerator, generate_traffic
from load.report import percentile
from load.stack.credentials import create_conversations
from load.stack.stack import Stack
from load.verify.consistency_checker import Violation

# The time a fallback may take to begin; measurements start afterwards.
FALLBACK_SECONDS = 2.0
SPARE_PAIRS = 5


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured value against its target."""

    name: str
    value: float
    unit: str
    target: float

    @property
    def holds(self) -> bool:
        """Whether the target is met; NaN does not meet it."""
        return self.value <= self.target

    @override
    def __str__(self) -> str:
        return f"{self.name}: {self.value:,.2f} {self.unit} (≤ {self.target:g}) {'holds' if self.holds else 'MISSED'}"


@dataclass(slots=True)
class ScenarioResult:
    """The result of a scenario."""

    violations: list[Violation]
    acknowledged: int
    retries: int
    measurements: list[Measurement] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was violated and every target was met."""
        return not self.violations and all(found.holds for found in self.measurements)

    @override
    def __str__(self) -> str:
        lines = [f"{self.acknowledged} acknowledged, {self.retries} retried, {len(self.violations)} violations"]
        return "\n".join(
            f"- {line}" for line in [*lines, *map(str, self.measurements), *map(str, self.violations[:10])]
        )


# Injects a fault for some seconds, heals it and returns measurements.
Scenario = Callable[[Stack, TrafficGenerator, float], Awaitable[list[Measurement]]]


async def run_scenario(
    stack: Stack, scenario: Scenario, *, seconds: float, conversations: int = 10, per_second: float = 60
) -> ScenarioResult:
    """Generate traffic while `scenario` injects its fault, then check what clients saw."""
    pairs = await create_conversations(stack.settings, conversations + SPARE_PAIRS)
    async with generate_traffic(stack, pairs[:conversations], per_second) as traffic:
        traffic.spare_pairs = pairs[conversations:]
        await traffic.wait_for_acknowledgements(int(per_second / 2))
        measurements = await scenario(stack, traffic, seconds)
        await traffic.wait_for_acknowledgements(int(per_second / 2))
        violations = await traffic.settle()
        if exited := stack.exited():
            raise AssertionError("\n".join(f"{name} ended: {tail}" for name, tail in exited.items()))
        retries = sum(client.participant.retries for client in traffic.clients)
        if violations:
            traffic.history.write(stack.folder / "history.jsonl")
        return ScenarioResult(violations, traffic.acknowledged, retries, measurements)


async def delivery_times(traffic: TrafficGenerator, seconds: float) -> list[float]:
    """Return the delivery times of messages sent in the next `seconds`, in milliseconds."""
    since = time.monotonic()
    await asyncio.sleep(seconds)
    ends = time.monotonic()
    await traffic.wait_for_acknowledgements(1)
    # A message that is still on its way counts with the time it has waited.
    return traffic.delays(since, ends) + traffic.pending_delays(since, ends)


async def measure_delivery(traffic: TrafficGenerator, seconds: float, name: str, target: float = 300) -> Measurement:
    """Measure the delivery P95 of the next `seconds`."""
    return Measurement(f"{name}: delivered P95", percentile(await delivery_times(traffic, seconds), 0.95), "ms", target)
