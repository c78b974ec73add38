"""Somebody floods a gateway from an address of his own; the people on the same gateway must not notice."""

import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from load.chaos.outcome import Measured, timed
from load.figures import percentile
from load.flooder import HANDSHAKES, KINDS
from load.ordeal import Crowd
from load.stack import Stack

# Loopback has many addresses. The crowd comes from 127.0.0.1.
ADDRESS = "127.0.0.66"
GATEWAY = "gateway-1"
MOVED_MS, CUT_SECONDS = 50.0, 1.0
AT_ONCE = 50
# What the crowd's stack is otherwise freed of.
LIMITS: dict[str, Any] = {"FRAME_RATE_PER_SOCKET": "50/s+200", "SOCKETS_PER_ADDRESS": "210"}


@dataclass(slots=True)
class Flood:
    """One kind of flood, and what it did."""

    kind: str
    quiet: float = 0.0
    loud: float = 0.0
    seen: Any = None
    cpu: float = 0.0

    def measured(self) -> Iterable[Measured]:
        """By what it is judged."""
        who = f"{self.kind} ({self.cpu:.0%} more of a core)"
        yield Measured(f"{who}: the others' P95 of {self.quiet:.1f} ms moved by", self.moved, "ms", MOVED_MS)
        if self.kind in KINDS:
            codes = ", ".join(f"{count} x {code}" for code, count in sorted(self.seen["codes"].items())) or "none"
            found = f"{self.kind}: cut ({codes}; {self.seen['refused']} refused) after"
            yield Measured(found, self.seen["longest"], "s", CUT_SECONDS)

    @property
    def moved(self) -> float:
        """Milliseconds."""
        return max(0.0, self.loud - self.quiet)


async def floods_from_one_socket(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """Every kind of frame, without end, on one socket that says nothing of who it is."""
    return await _floods(stack, people, seconds, 1)


async def floods_from_one_address(stack: Stack, people: Crowd, seconds: float) -> list[Measured]:
    """The same from 50 sockets of one address, each of which comes back when it is cut."""
    return await _floods(stack, people, seconds, AT_ONCE)


async def _floods(stack: Stack, people: Crowd, seconds: float, sockets: int) -> list[Measured]:
    kinds = [*KINDS, *HANDSHAKES]
    each = max(2.0, seconds / len(kinds) / 2)
    found: list[Measured] = []
    for number, kind in enumerate(kinds):
        flood = Flood(kind)
        before = stack.cpu_seconds(GATEWAY)
        flood.quiet = percentile(await timed(people, each), 0.95)
        between = stack.cpu_seconds(GATEWAY)
        # Each from an address that nobody has seen yet.
        seen, delays = await asyncio.gather(
            _flood(stack, kind, f"{ADDRESS[:-2]}{66 + number}", sockets, each), timed(people, each)
        )
        flood.loud, flood.seen = percentile(delays, 0.95), seen
        flood.cpu = (stack.cpu_seconds(GATEWAY) - between - (between - before)) / each
        found += flood.measured()
    return found


async def _flood(stack: Stack, kind: str, address: str, sockets: int, seconds: float) -> Any:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "load.flooder", kind, "127.0.0.1", str(stack.ports[GATEWAY])),
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
