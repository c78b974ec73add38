"""Run fault scenarios in full length: `python -m load.faults [SCENARIO …] [--seconds N] [--per-second N]`."""

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

from load.faults.floods import LIMITS
from load.faults.scenario import ScenarioResult, run_scenario
from load.faults.scenarios import ALIASES, ALL, FLOODS, ON_A_SMALL_DISK
from load.faults.small_disk import may_mount, small_disk
from load.report import RESULTS, heading
from load.stack.stack import Stack, running

# A gateway closes a silent client after 33 s, and reports a missing answer to a client after 10 s.
LONG_SECONDS = {"redis_stopped": 300.0, "clients_suspended": 45.0, "disk_full": 600.0, **dict.fromkeys(FLOODS, 120.0)}
DEFAULT_SECONDS = 30.0
# On top of a scenario's own length: time to connect, recover, settle and check.
TIMEOUT_SECONDS = 240.0
CONVERSATIONS = 100


@dataclass(slots=True)
class FaultRun:
    """Runs scenarios one after the other on one stack. A stack that failed is not reused."""

    seconds: float | None
    per_second: float
    lines: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    _stack: Stack | None = None
    _exits: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def run(self, names: list[str]) -> None:
        """Run all named scenarios."""
        try:
            for name in names:
                if name in ON_A_SMALL_DISK and not may_mount():
                    self._report(name, "skipped", "Only root can mount a small disk.")
                    continue
                await self._one(name)
        finally:
            await self._exits.aclose()

    async def _one(self, name: str) -> None:
        began = time.monotonic()
        length = self.seconds or LONG_SECONDS.get(name, DEFAULT_SECONDS)
        try:
            async with asyncio.timeout(length + TIMEOUT_SECONDS):
                result = await self._run_scenario(name, length)
        except Exception:
            await self._exits.aclose()
            self._stack = None
            self.failed.append(name)
            self._report(name, "FAILED", f"```\n{traceback.format_exc(limit=-3).strip()}\n```")
            return
        if not result.holds:
            self.failed.append(name)
        # The load average tells how far the timings can be trusted.
        took = f"{time.monotonic() - began:.0f} s, {length:.0f} of them broken; load average {os.getloadavg()[0]:.1f}."
        self._report(name, "holds" if result.holds else "FAILED", f"{took}\n\n{result}")

    async def _run_scenario(self, name: str, length: float) -> ScenarioResult:
        async with self._stack_for(name) as stack:
            return await run_scenario(
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

    def _report(self, name: str, verdict: str, text: str) -> None:
        what = ALL[name].__doc__ or ""
        found = [f"## {name}: {verdict}", "", what, "", text, ""]
        self.lines += found
        print("\n".join(found), flush=True)


def write(names: list[str], run: FaultRun) -> None:
    """Write the result file; a partial run gets its own name."""
    is_whole = set(names) == set(ALL) and run.seconds is None
    of_what = "chaos" if is_whole else f"chaos-{names[0] if len(names) == 1 else 'part'}"
    verdict = f"FAILED: {', '.join(run.failed)}." if run.failed else "Everything holds."
    about = f"{run.per_second:g} messages/s in {CONVERSATIONS} conversations. {verdict}"
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{time.strftime('%Y-%m-%d', time.gmtime())}-{of_what}.md"
    path.write_text("\n".join([*heading(of_what), about, "", *run.lines]))
    print(path)


def _scenario(name: str) -> str:
    found = ALIASES.get(name, name)
    if found not in ALL:
        raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(ALL)}")
    return found


async def main(given: argparse.Namespace) -> bool:
    """Run, write the results and return whether everything held."""
    names: list[str] = given.names or list(ALL)
    run = FaultRun(given.seconds, given.per_second)
    await run.run(names)
    write(names, run)
    return not run.failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", type=_scenario, metavar="SCENARIO")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--per-second", type=float, default=300)
    # SIGTERM must also end the processes and unmount the small disk.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(0 if runner.run(main(parser.parse_args())) else 1)
