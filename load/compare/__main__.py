"""Compare servers that do the same work on the same core: `python -m load.compare [--only ours] [--sockets N …]`."""

import argparse
import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from chorus.cli.local_secrets import ensure_secrets
from load.compare.rounds import Round, one_round
from load.compare.servers import CLIENT_CPU, COMMANDS, TITLES
from load.report import Metric, Report

# In percent of theirs. The targets for Go's CPU and the milliseconds are promises, the others lower bounds.
CPU_OF = {"go": 85, "fastapi": 50}
MEMORY_OF_GO = 100
P95_MS = 25
# With fewer sockets, a server's fixed memory outweighs that of its sockets.
ENOUGH_FOR_MEMORY = 1_000
# The share of the servers' core that other processes may use.
QUIET_SHARE = 0.1
Rounds = dict[str, list[Round]]


def share(found: Rounds, other: str, metric: Callable[[Round], float]) -> list[float]:
    """Return our value in percent of theirs, window by window: adjacent windows saw the same machine."""
    return [metric(ours) / metric(theirs) * 100 for ours, theirs in zip(found["ours"], found[other], strict=True)]


def add_figures(report: Report, found: Rounds, name: str, *, with_memory: bool) -> None:
    """Add the metrics of one comparison, and a line per server."""
    for other, target in ((other, target) for other, target in CPU_OF.items() if other in found):
        of_theirs = share(found, other, cpu)
        report.add(Metric(f"{name}: our CPU per message, of that of {TITLES[other]}", of_theirs, "%", target))
    report.add(Metric(f"{name}: our delivered P95", [one.delivered_p95 for one in found["ours"]], "ms", P95_MS))
    if with_memory:
        of_theirs = share(found, "go", memory)
        report.add(Metric(f"{name}: our memory per idle socket, of that of Go", of_theirs, "%", MEMORY_OF_GO))
    wrong = sum(one.wrong for rounds in found.values() for one in rounds)
    report.add(Metric(f"{name}: lost, doubled, out of order, refused by any", [wrong], "", 0))
    report.notes += [f"- {name}, {TITLES[server]}: {summary(found[server])}" for server in found]
    busiest = max(one.others_share for rounds in found.values() for one in rounds)
    if busiest > QUIET_SHARE:
        report.notes.append(f"- {name}: others had up to {busiest:.0%} of the core, so these figures judge nothing")


def summary(rounds: list[Round]) -> str:
    """Return the medians of one server as text."""
    return (
        f"{median(rounds, cpu):.1f} µs of CPU per message"
        f" ({', '.join(f'{cpu(one):.1f}' for one in rounds)}),"
        f" delivered P95 {median(rounds, lambda one: one.delivered_p95):.1f} ms,"
        f" acknowledged P95 {median(rounds, lambda one: one.acknowledged_p95):.1f} ms,"
        f" {median(rounds, memory):.1f} KiB per idle socket,"
        f" the core busy with others {median(rounds, lambda one: one.others_share * 100):.0f} % of the time"
    )


def median(rounds: list[Round], metric: Callable[[Round], float]) -> float:
    """Return the median of one property."""
    return statistics.median(metric(one) for one in rounds)


def cpu(one: Round) -> float:
    return one.cpu_microseconds


def memory(one: Round) -> float:
    return one.kib_per_socket


@dataclass(frozen=True, slots=True)
class Comparison:
    """The servers that alternate, the number of sockets and the rate."""

    names: list[str]
    sockets: int
    rate: float

    @property
    def title(self) -> str:
        """The name of this comparison in results."""
        return f"{self.sockets:,} sockets, {self.rate:,.0f} messages/s"


async def run_interleaved(comparison: Comparison, secrets: Path, windows: int, seconds: float) -> Rounds:
    """Measure each window of each server with a fresh process."""
    found: Rounds = {name: [] for name in comparison.names}
    for window in range(windows):
        for name in comparison.names:
            one = await one_round(name, secrets, sockets=comparison.sockets, rate=comparison.rate, seconds=seconds)
            found[name].append(one)
            line = f"{comparison.title}, window {window + 1}, {TITLES[name]}: {summary([one])}; {one.wrong} wrong"
            print(line, flush=True)
    return found


async def main(comparisons: list[Comparison], windows: int, seconds: float) -> None:
    """Run the comparisons; write the result when all servers took part."""
    report = Report("peers")
    with TemporaryDirectory(prefix="chorus-peers-") as folder:
        secrets = ensure_secrets(Path(folder))
        for comparison in comparisons:
            found = await run_interleaved(comparison, secrets, windows, seconds)
            if {"ours", "go"} <= found.keys():
                add_figures(report, found, comparison.title, with_memory=comparison.sockets >= ENOUGH_FOR_MEMORY)
    if set(comparisons[0].names) == set(COMMANDS):
        print(report.write())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=COMMANDS, default=list(COMMANDS))
    parser.add_argument("--sockets", nargs="+", type=int, default=[200, 4_000])
    parser.add_argument("--rate", type=float, default=3_000, help="what all three hold")
    parser.add_argument("--busy-rate", type=float, default=8_000, help="for ours and Go alone; 0 leaves it out")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--windows", type=int, default=5)
    given = parser.parse_args()
    if CLIENT_CPU not in os.sched_getaffinity(0):
        parser.error("this needs two cores: one for the servers in turn, one for the clients")
    os.sched_setaffinity(0, {CLIENT_CPU})
    chosen = [Comparison(given.only, sockets, given.rate) for sockets in given.sockets]
    if given.busy_rate:
        chosen.append(Comparison([name for name in given.only if name != "fastapi"], given.sockets[0], given.busy_rate))
    uvloop.run(main(chosen, given.windows, given.seconds))
