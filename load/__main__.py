"""Run benchmarks: `python -m load [NAME …] [--sockets N] [--windows N] [--seconds S] [--rate R]`.

Without a name, runs all benchmarks except those in `ALONE`. Only a full-size run is written to `results/`.
"""

import argparse
import sys
import time
from pathlib import Path

import uvloop

from load.benchmarks import ALIASES, ALONE, BENCHMARKS
from load.options import RunOptions
from load.report import heading, write


async def main(names: list[str], options: RunOptions) -> bool:
    """Run the named benchmarks one after the other and return whether every target was met."""
    sections, holds = [], True
    for name in names:
        print(f"\n## {name}\n", flush=True)
        began = time.monotonic()
        report = await BENCHMARKS[name](options)
        report.note(f"- {name} took {time.monotonic() - began:.0f} s")
        sections += [f"## {name}", "", *report.lines(), ""]
        holds = holds and report.holds
    title = names[0] if len(names) == 1 else "load"
    if options.is_full:
        print(write(title, [*heading(title), *(sections if len(names) > 1 else sections[2:])]))
    return holds


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m load", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--sockets", type=int)
    parser.add_argument("--windows", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--messages", type=int, help="stored: how many messages the filled database has")
    parser.add_argument("--data-dir", type=Path, help="stored: where the filled database is, or is to be kept")
    given = parser.parse_args()
    given.names = [ALIASES.get(name, name) for name in given.names]
    if unknown := set(given.names) - BENCHMARKS.keys():
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    chosen = given.names or [name for name in BENCHMARKS if name not in ALONE]
    wanted = RunOptions(given.sockets, given.windows, given.seconds, given.rate, given.messages, given.data_dir)
    sys.exit(0 if uvloop.run(main(chosen, wanted)) else 1)
