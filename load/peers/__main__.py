"""Side by side in one run, same work, same core: `python -m load.peers [--only ours] [--sockets N …] [--rate N]`."""

import argparse
import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from chorus.cli.local_secrets import ensure_secrets
from load.figures import Figure, Report
from load.peers.rounds import Round, one_round
from load.peers.servers import CLIENT_CPU, COMMANDS, TITLES

# In per cent of theirs. Go's CPU and the milliseconds are promised; the others are the least we expect.
CPU_OF = {"go": 85, "fastapi": 50}
MEMORY_OF_GO = 100
P95_MS = 25
# With fewer, what a server allocates once for all weighs more than its sockets.
ENOUGH_FOR_MEMORY = 1_000
# Of the servers' core, taken by others.
QUIET_SHARE = 0.1
Rounds = dict[str, list[Round]]


def share(found: Rounds, other: str, figure: Callable[[Round], float]) -> list[float]:
    """Ours in per cent of theirs, window by window: neighbours in time saw the same machine."""
    return [figure(ours) / figure(theirs) * 100 for ours, theirs in zip(found["ours"], found[other], strict=True)]


def add_figures(report: Report, found: Rounds, name: str, *, with_memory: bool) -> None:
    """The verdicts of one number of sockets, and a line for each server."""
    for other, target in ((other, target) for other, target in CPU_OF.items() if other in found):
        of_theirs = share(found, other, cpu)
        report.add(Figure(f"{name}: our CPU per message, of that of {TITLES[other]}", of_theirs, "%", target))
    report.add(Figure(f"{name}: our delivered P95", [one.delivered_p95 for one in found["ours"]], "ms", P95_MS))
    if with_memory:
        of_theirs = share(found, "go", memory)
        report.add(Figure(f"{name}: our memory per idle socket, of that of Go", of_theirs, "%", MEMORY_OF_GO))
    wrong = sum(one.wrong for rounds in found.values() for one in rounds)
    report.add(Figure(f"{name}: lost, doubled, out of order, refused by any", [wrong], "", 0))
    report.notes += [f"- {name}, {TITLES[server]}: {summary(found[server])}" for server in found]
    busiest = max(one.others_share for rounds in found.values() for one in rounds)
    if busiest > QUIET_SHARE:
        report.notes.append(f"- {name}: others had up to {busiest:.0%} of the core, so these figures judge nothing")


def summary(rounds: list[Round]) -> str:
    """The medians of one server."""
    return (
        f"{median(rounds, cpu):.1f} µs of CPU per message"
        f" ({', '.join(f'{cpu(one):.1f}' for one in rounds)}),"
        f" delivered P95 {median(rounds, lambda one: one.delivered_p95):.1f} ms,"
        f" acknowledged P95 {median(rounds, lambda one: one.acknowledged_p95):.1f} ms,"
        f" {median(rounds, memory):.1f} KiB per idle socket,"
        f" the core busy with others {median(rounds, lambda one: one.others_share * 100):.0f} % of the time"
    )


def median(rounds: list[Round], figure: Callable[[Round], float]) -> float:
    """The middle one."""
    return statistics.median(figure(one) for one in rounds)


def cpu(one: Round) -> float:
    """Of a round."""
    return one.cpu_microseconds


def memory(one: Round) -> float:
    """Of a round."""
    return one.kib_per_socket


@dataclass(frozen=True, slots=True)
class Bout:
    """Who takes turns, with how many sockets, how fast."""

    names: list[str]
    sockets: int
    rate: float

    @property
    def title(self) -> str:
        """As results say it."""
        return f"{self.sockets:,} sockets, {self.rate:,.0f} messages/s"


async def take_turns(bout: Bout, secrets: Path, windows: int, seconds: float) -> Rounds:
    """Each server fresh in each window."""
    found: Rounds = {name: [] for name in bout.names}
    for window in range(windows):
        for name in bout.names:
            one = await one_round(name, secrets, sockets=bout.sockets, rate=bout.rate, seconds=seconds)
            found[name].append(one)
            line = f"{bout.title}, window {window + 1}, {TITLES[name]}: {summary([one])}; {one.wrong} wrong"
            print(line, flush=True)
    return found


async def main(bouts: list[Bout], windows: int, seconds: float) -> None:
    """One bout after the other; writes the result when all servers took part."""
    report = Report("peers")
    with TemporaryDirectory(prefix="chorus-peers-") as folder:
        secrets = ensure_secrets(Path(folder))
        for bout in bouts:
            found = await take_turns(bout, secrets, windows, seconds)
            if {"ours", "go"} <= found.keys():
                add_figures(report, found, bout.title, with_memory=bout.sockets >= ENOUGH_FOR_MEMORY)
    if set(bouts[0].names) == set(COMMANDS):
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
    chosen = [Bout(given.only, sockets, given.rate) for sockets in given.sockets]
    if given.busy_rate:
        chosen.append(Bout([name for name in given.only if name != "fastapi"], given.sockets[0], given.busy_rate))
    uvloop.run(main(chosen, given.windows, given.seconds))
