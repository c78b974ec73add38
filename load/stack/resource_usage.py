"""CPU time and memory of every part of a stack, from /proc."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from load.stack.stack import Stack

TICKS = os.sysconf("SC_CLK_TCK")


def process_tree(root: int) -> list[int]:
    """Return a process and all of its descendants."""
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += _children(found[-1])
    return found


def cpu_seconds(root: int) -> float:
    """Return user and system time of a process tree, including children that have been waited for."""
    every = (fields for number in process_tree(root) if (fields := _stat(number)) is not None)
    return sum(sum(map(int, fields[11:15])) for fields in every) / TICKS


def resident_kib(root: int) -> int:
    """Return the memory of a process tree; each shared page counts in proportion (PSS)."""
    return sum(_mapped_kib(number, "Pss") for number in process_tree(root))


def summed_resident_kib(root: int) -> int:
    """Return the memory of a process tree; shared pages count for each process (RSS)."""
    return sum(_mapped_kib(number, "Rss") for number in process_tree(root))


def private_kib(root: int) -> int:
    """Return the private anonymous memory of a process tree, without files and shared memory."""
    return sum(_mapped_kib(number, "Pss_Anon") for number in process_tree(root))


def descriptors(root: int) -> int:
    """Return the open descriptors of a process tree."""
    return sum(_listed(number, "fd") for number in process_tree(root))


def threads(root: int) -> int:
    """Return the threads of a process tree."""
    return sum(_listed(number, "task") for number in process_tree(root))


def root_processes(stack: Stack) -> dict[str, int]:
    """Return the process at the root of each part of a stack."""
    found = {name: process.pid for name, process in stack.processes.items()}
    found["PostgreSQL"] = stack.postgres.supervisor.pid
    if stack.redis.server is not None:
        found["Valkey"] = stack.redis.server.supervisor.pid
    return found


@dataclass(slots=True)
class ResourceUsage:
    """CPU of every part over one or more windows: `begin`, then `end` with the number of messages."""

    stack: Stack
    seconds: float = 0.0
    messages: int = 0
    used: dict[str, float] = field(default_factory=dict)
    _before: dict[str, float] = field(default_factory=dict)
    _began: float = 0.0

    def begin(self) -> None:
        """Start a window."""
        # Our own CPU is read last here and first in `end`, so that reading /proc is not counted.
        self._before = self._others() | {"client": time.process_time()}
        self._began = time.perf_counter()

    def end(self, messages: int) -> None:
        """End a window."""
        self.seconds += time.perf_counter() - self._began
        self.messages += messages
        client = time.process_time()
        for name, value in ({"client": client} | self._others()).items():
            self.used[name] = self.used.get(name, 0.0) + value - self._before.get(name, 0.0)

    def _others(self) -> dict[str, float]:
        return {name: cpu_seconds(number) for name, number in root_processes(self.stack).items()}

    def microseconds(self, name: str) -> float:
        """Return the CPU of a part per message."""
        return self.used[name] / max(1, self.messages) * 1e6

    def table(self, title: str) -> list[str]:
        """Return the lines of a table for the report."""
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
    """Return the children of all threads."""
    try:
        texts = [(thread / "children").read_text() for thread in Path(f"/proc/{number}/task").iterdir()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for text in texts for child in text.split()]


def _stat(number: int) -> list[str] | None:
    """Return the fields from the state on, or None when the process has ended."""
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
