"""The long form of every ordeal: `python -m load.chaos [SCENARIO …] [--seconds N] [--per-second N]`."""

import argparse
import asyncio
import os
import signal
import sys
import time
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import uvloop

from load.chaos.floods import LIMITS
from load.chaos.outcome import Outcome, endure
from load.chaos.scenarios import FLOODS, ON_A_SMALL_DISK, SCENARIOS
from load.chaos.small_disk import may_mount, small_disk
from load.figures import RESULTS, heading
from load.stack import Stack, running

ALL = SCENARIOS | FLOODS | ON_A_SMALL_DISK
# A gateway gives a silent client up after 33 s, and tells a client after 10 s that nobody answers.
LONG_SECONDS = {"redis_stopped": 300.0, "laptops_asleep": 45.0, "disk_full": 600.0, **dict.fromkeys(FLOODS, 120.0)}
OTHERWISE = 30.0
# On top of a scenario's own length: time to seat a crowd, to mend, to settle and to judge.
BOUND_SECONDS = 240.0
CONVERSATIONS = 100


@dataclass(slots=True)
class Chaos:
    """A run of scenarios, one after the other on one stack; a stack that failed is not used again."""

    seconds: float | None
    per_second: float
    lines: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    _stack: Stack | None = None
    _exits: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def run(self, names: list[str]) -> None:
        """All of them."""
        try:
            for name in names:
                if name in ON_A_SMALL_DISK and not may_mount():
                    self._tell(name, "skipped", "Only root can mount a small disk.")
                    continue
                await self._one(name)
        finally:
            await self._exits.aclose()

    async def _one(self, name: str) -> None:
        began = time.monotonic()
        length = self.seconds or LONG_SECONDS.get(name, OTHERWISE)
        try:
            async with asyncio.timeout(length + BOUND_SECONDS):
                outcome = await self._endure(name, length)
        except Exception:
            await self._exits.aclose()
            self._stack = None
            self.failed.append(name)
            self._tell(name, "FAILED", f"```\n{traceback.format_exc(limit=-3).strip()}\n```")
            return
        if not outcome.holds:
            self.failed.append(name)
        # What else the machine did meanwhile says how far the figures of speed can be believed.
        took = f"{time.monotonic() - began:.0f} s, {length:.0f} of them broken; load average {os.getloadavg()[0]:.1f}."
        self._tell(name, "holds" if outcome.holds else "FAILED", f"{took}\n\n{outcome}")

    async def _endure(self, name: str, length: float) -> Outcome:
        async with self._stack_for(name) as stack:
            return await endure(
                stack, ALL[name], seconds=length, conversations=CONVERSATIONS, per_second=self.per_second
            )

    @asynccontextmanager
    async def _stack_for(self, name: str) -> AsyncIterator[Stack]:
        if name in ON_A_SMALL_DISK:
            with small_disk() as disk:
                async with running(apis=2, gateways=2, is_fragile=True, disk=disk) as stack:
                    yield stack
            return
        if name in FLOODS:
            async with running(**LIMITS) as stack:
                yield stack
            return
        if self._stack is None:
            self._stack = await self._exits.enter_async_context(
                running(apis=2, gateways=2, workers=1, presences=1, is_fragile=True)
            )
        yield self._stack

    def _tell(self, name: str, verdict: str, text: str) -> None:
        what = ALL[name].__doc__ or ""
        found = [f"## {name}: {verdict}", "", what, "", text, ""]
        self.lines += found
        print("\n".join(found), flush=True)


def write(names: list[str], chaos: Chaos) -> None:
    """The result file; one of its own where it was not everything in full length."""
    is_whole = set(names) == set(ALL) and chaos.seconds is None
    of_what = "chaos" if is_whole else f"chaos-{names[0] if len(names) == 1 else 'part'}"
    verdict = f"FAILED: {', '.join(chaos.failed)}." if chaos.failed else "Everything holds."
    about = f"{chaos.per_second:g} messages/s in {CONVERSATIONS} conversations. {verdict}"
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{time.strftime('%Y-%m-%d', time.gmtime())}-{of_what}.md"
    path.write_text("\n".join([*heading(of_what), about, "", *chaos.lines]))
    print(path)


def _scenario(name: str) -> str:
    if name not in ALL:
        raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(ALL)}")
    return name


async def main(given: argparse.Namespace) -> bool:
    """Run, write, and tell whether everything held."""
    names: list[str] = given.names or list(ALL)
    chaos = Chaos(given.seconds, given.per_second)
    await chaos.run(names)
    write(names, chaos)
    return not chaos.failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", type=_scenario, metavar="SCENARIO")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--per-second", type=float, default=300)
    # Whoever ends us by SIGTERM wants the processes and the small disk gone too.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(0 if runner.run(main(parser.parse_args())) else 1)
