"""Percentiles, metrics with targets, and result files."""

import os
import platform
import statistics
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from chorus.core.clock import now

RESULTS = Path(__file__).parent / "results"


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value below which `share` of all values lie; NaN without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def heading(name: str) -> list[str]:
    """Return the head of a result file: name, time, commit and machine."""
    git = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return [
        f"# {name}, {now():%Y-%m-%d %H:%M} UTC",
        "",
        f"Commit {git.stdout.strip()}; {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python"
        f" {platform.python_version()}; load generator on the same machine; fsync on.",
        "",
    ]


def _text(value: float) -> str:
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.1f}"


@dataclass(slots=True)
class Metric:
    """A measured value against its target, one entry per window."""

    name: str
    windows: list[float]
    unit: str
    target: float
    is_at_most: bool = True

    @property
    def median(self) -> float:
        """The value that is judged."""
        return statistics.median(self.windows)

    @property
    def verdict(self) -> str:
        """Whether the median meets the target."""
        holds = self.median <= self.target if self.is_at_most else self.median >= self.target
        # NaN, where nothing could be measured, meets no target.
        return "holds" if holds else "MISSED"

    def row(self) -> str:
        """Return the metric as a table row."""
        sign = "≤" if self.is_at_most else "≥"
        windows = ", ".join(map(_text, self.windows))
        return (
            f"| {self.name} | {_text(self.median)} {self.unit} | {sign} {self.target:,g} | {self.verdict} | {windows} |"
        )


@dataclass(slots=True)
class Report:
    """The metrics and notes of a run."""

    name: str
    metrics: list[Metric] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every target is met."""
        return all(metric.verdict == "holds" for metric in self.metrics)

    def add(self, metric: Metric) -> None:
        """Add a metric and print it."""
        self.metrics.append(metric)
        print(metric.row(), flush=True)

    def note(self, *lines: str) -> None:
        """Add lines without a target and print them."""
        self.notes += lines
        print(*lines, sep="\n", flush=True)

    def lines(self) -> list[str]:
        """Return the table and the notes."""
        return [
            "| figure | median | target | verdict | windows |",
            "|---|---|---|---|---|",
            *(metric.row() for metric in self.metrics),
            "",
            *self.notes,
        ]

    def write(self) -> Path:
        """Write the result file and return its path."""
        return write(self.name, [*heading(self.name), *self.lines()])


def write(name: str, lines: list[str]) -> Path:
    """Write a dated result file and return its path."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{now():%Y-%m-%d}-{name}.md"
    path.write_text("\n".join(lines).rstrip() + "\n")
    return path
