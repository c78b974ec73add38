"""Who costs what: CPU time and memory of every part, from /proc."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from load.stack import Stack

TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += _children(found[-1])
    return found


def cpu_seconds(root: int) -> float:
    """User and system time of a tree so far, of those included that have ended and were waited for."""
    every = (fields for number in tree(root) if (fields := _stat(number)) is not None)
    return sum(sum(map(int, fields[11:15])) for fields in every) / TICKS


def resident_kib(root: int) -> int:
    """Memory of a tree. Where several processes map the same pages, each counts its part of them (PSS)."""
    return sum(_mapped_kib(number, "Pss") for number in tree(root))


def summed_resident_kib(root: int) -> int:
    """Memory of a tree with what several processes map counted for each of them (RSS)."""
    return sum(_mapped_kib(number, "Rss") for number in tree(root))


def private_kib(root: int) -> int:
    """Memory that a tree has for itself: neither files nor what processes share on purpose."""
    return sum(_mapped_kib(number, "Pss_Anon") for number in tree(root))


def descriptors(root: int) -> int:
    """Open descriptors of a tree."""
    return sum(_listed(number, "fd") for number in tree(root))


def threads(root: int) -> int:
    """Threads of a tree."""
    return sum(_listed(number, "task") for number in tree(root))


def parts(stack: Stack) -> dict[str, int]:
    """The process at the root of each part of a stack."""
    found = {name: process.pid for name, process in stack.processes.items()}
    found["PostgreSQL"] = stack.postgres.supervisor.pid
    if stack.redis.server is not None:
        found["Valkey"] = stack.redis.server.supervisor.pid
    return found


@dataclass(slots=True)
class Costs:
    """CPU of every part over a window: `begin`, then `end` with the messages in it, as often as there are windows."""

    stack: Stack
    seconds: float = 0.0
    messages: int = 0
    used: dict[str, float] = field(default_factory=dict)
    _before: dict[str, float] = field(default_factory=dict)
    _began: float = 0.0

    def begin(self) -> None:
        """A window begins."""
        # Our own last here and first at the end: reading /proc is not to be counted.
        self._before = self._others() | {"client": time.process_time()}
        self._began = time.perf_counter()

    def end(self, messages: int) -> None:
        """It ends."""
        self.seconds += time.perf_counter() - self._began
        self.messages += messages
        client = time.process_time()
        for name, value in ({"client": client} | self._others()).items():
            self.used[name] = self.used.get(name, 0.0) + value - self._before.get(name, 0.0)

    def _others(self) -> dict[str, float]:
        return {name: cpu_seconds(number) for name, number in parts(self.stack).items()}

    def microseconds(self, name: str) -> float:
        """CPU of a part for one message."""
        return self.used[name] / max(1, self.messages) * 1e6

    def table(self, title: str) -> list[str]:
        """The lines of a table for the report."""
        everything = sum(self.used.values())
        rows = [
            f"| {name} | {self.microseconds(name):,.1f} | {used / self.seconds:.2f} | {used / everything:.0%} |"
            for name, used in self.used.items()
        ]
        return [
            "",
            f"Who costs what: {title}; {self.messages:,} messages in {self.seconds:.1f} s",
            "",
            "| part | CPU per message, µs | cores | share |",
            "|---|---|---|---|",
            *rows,
            f"| all | {everything / max(1, self.messages) * 1e6:,.1f} | {everything / self.seconds:.2f} | |",
            "",
        ]


def _children(number: int) -> list[int]:
    """Those that any of its threads has started."""
    try:
        texts = [(thread / "children").read_text() for thread in Path(f"/proc/{number}/task").iterdir()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for text in texts for child in text.split()]


def _stat(number: int) -> list[str] | None:
    """The fields from the state on; none when the process has ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(") ", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def _mapped_kib(number: int, kind: str) -> int:
    try:
        text = Path(f"/proc/{number}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(text.split(f"\n{kind}:")[1].split()[0])


def _listed(number: int, folder: str) -> int:
    try:
        return len(list(Path(f"/proc/{number}/{folder}").iterdir()))
    except (FileNotFoundError, ProcessLookupError):
        return 0
