"""One address floods a gateway; the other clients of that gateway must not notice."""

import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from load.clients.flooder import HANDSHAKES, KINDS
from load.clients.traffic_generator import TrafficGenerator
from load.faults.scenario import Measurement, delivery_times
from load.report import percentile
from load.stack.stack import Stack

# Loopback has many addresses. The traffic comes from 127.0.0.1.
ADDRESS = "127.0.0.66"
GATEWAY = "gateway-1"
MOVED_MS, CUT_SECONDS = 50.0, 1.0
CONCURRENT_SOCKETS = 50
# Production limits, which other scenarios raise.
LIMITS: dict[str, Any] = {"FRAME_RATE_PER_SOCKET": "50/s+200", "SOCKETS_PER_ADDRESS": "210"}


@dataclass(slots=True)
class Flood:
    """One kind of flood and its effect."""

    kind: str
    baseline_ms: float = 0.0
    flooded_ms: float = 0.0
    observed: Any = None
    cpu: float = 0.0

    def measured(self) -> Iterable[Measurement]:
        """Yield the measurements of this flood."""
        who = f"{self.kind} ({self.cpu:.0%} more of a core)"
        yield Measurement(f"{who}: the others' P95 of {self.baseline_ms:.1f} ms moved by", self.moved, "ms", MOVED_MS)
        if self.kind in KINDS:
            codes = ", ".join(f"{count} x {code}" for code, count in sorted(self.observed["codes"].items())) or "none"
            found = f"{self.kind}: cut ({codes}; {self.observed['refused']} refused) after"
            yield Measurement(found, self.observed["longest"], "s", CUT_SECONDS)

    @property
    def moved(self) -> float:
        """By how much the P95 of the others grew, in milliseconds."""
        return max(0.0, self.flooded_ms - self.baseline_ms)


async def floods_from_one_socket(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """One unauthenticated socket floods the gateway with every kind of frame."""
    return await _floods(stack, traffic, seconds, 1)


async def floods_from_one_address(stack: Stack, traffic: TrafficGenerator, seconds: float) -> list[Measurement]:
    """Fifty sockets of one address flood the gateway and reconnect when they are closed."""
    return await _floods(stack, traffic, seconds, CONCURRENT_SOCKETS)


async def _floods(stack: Stack, traffic: TrafficGenerator, seconds: float, sockets: int) -> list[Measurement]:
    kinds = [*KINDS, *HANDSHAKES]
    each = max(2.0, seconds / len(kinds) / 2)
    found: list[Measurement] = []
    for number, kind in enumerate(kinds):
        flood = Flood(kind)
        before = stack.cpu_seconds(GATEWAY)
        flood.baseline_ms = percentile(await delivery_times(traffic, each), 0.95)
        between = stack.cpu_seconds(GATEWAY)
        # Each flood uses a fresh address.
        observed, delays = await asyncio.gather(
            _flood(stack, kind, f"{ADDRESS[:-2]}{66 + number}", sockets, each), delivery_times(traffic, each)
        )
        flood.flooded_ms, flood.observed = percentile(delays, 0.95), observed
        flood.cpu = (stack.cpu_seconds(GATEWAY) - between - (between - before)) / each
        found += flood.measured()
    return found


async def _flood(stack: Stack, kind: str, address: str, sockets: int, seconds: float) -> Any:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "load.clients.flooder", kind, "127.0.0.1", str(stack.ports[GATEWAY])),
        *(address, str(sockets), str(seconds)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return json.loads(output)
