"""The long form of every ordeal: `python -m load.chaos [SCENARIO …] [--seconds N] [--per-second N]`."""

import argparse
import asyncio
import sys
import time

import uvloop

from load.chaos.scenarios import SCENARIOS, Outcome, endure
from load.figures import RESULTS, heading
from load.stack import running

LONG_SECONDS = {"redis_stopped": 300.0}
OTHERWISE = 30.0


async def main(names: list[str], seconds: float | None, per_second: float) -> bool:
    """Each on the same stack, one after the other; writes the result and tells whether all held."""
    lines, all_hold = [], True
    async with running(apis=2, gateways=2, is_fragile=True) as stack:
        for name in names:
            began = time.monotonic()
            length = seconds or LONG_SECONDS.get(name, OTHERWISE)
            outcome: Outcome = await endure(
                stack, SCENARIOS[name], seconds=length, conversations=100, per_second=per_second
            )
            all_hold = all_hold and outcome.holds
            summary = SCENARIOS[name].__doc__ or ""
            verdict = "holds" if outcome.holds else "FAILED"
            lines += [f"## {name}: {verdict}", "", f"{summary} {time.monotonic() - began:.0f} s.", "", str(outcome), ""]
            print("\n".join(lines[-6:]), flush=True)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{time.strftime('%Y-%m-%d', time.gmtime())}-chaos.md"
    path.write_text("\n".join([*heading("chaos"), f"{per_second:g} messages/s in 100 conversations.", "", *lines]))
    print(path)
    return all_hold


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(SCENARIOS), metavar="SCENARIO")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--per-second", type=float, default=300)
    given = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(0 if runner.run(main(given.names, given.seconds, given.per_second)) else 1)
