"""Percentiles, medians and the result files."""

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
    """The value below which `share` of all lie; NaN without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def heading(name: str) -> list[str]:
    """What a result file begins with: when, what, and on which machine."""
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
class Figure:
    """One measured number against its target."""

    name: str
    windows: list[float]
    unit: str
    target: float
    is_at_most: bool = True

    @property
    def median(self) -> float:
        """The number that counts."""
        return statistics.median(self.windows)

    @property
    def verdict(self) -> str:
        """Whether it holds."""
        holds = self.median <= self.target if self.is_at_most else self.median >= self.target
        # NaN, where nothing could be measured, holds nothing.
        return "holds" if holds else "MISSED"

    def row(self) -> str:
        """A line of the table."""
        sign = "≤" if self.is_at_most else "≥"
        windows = ", ".join(map(_text, self.windows))
        return (
            f"| {self.name} | {_text(self.median)} {self.unit} | {sign} {self.target:,g} | {self.verdict} | {windows} |"
        )


@dataclass(slots=True)
class Report:
    """The figures of a run."""

    name: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every target is met."""
        return all(figure.verdict == "holds" for figure in self.figures)

    def add(self, figure: Figure) -> None:
        """Keep and show."""
        self.figures.append(figure)
        print(figure.row(), flush=True)

    def note(self, *lines: str) -> None:
        """Keep and show what has no target."""
        self.notes += lines
        print(*lines, sep="\n", flush=True)

    def lines(self) -> list[str]:
        """The table, and what is to be said of it."""
        return [
            "| figure | median | target | verdict | windows |",
            "|---|---|---|---|---|",
            *(figure.row() for figure in self.figures),
            "",
            *self.notes,
        ]

    def write(self) -> Path:
        """Write the result file."""
        return write(self.name, [*heading(self.name), *self.lines()])


def write(name: str, lines: list[str]) -> Path:
    """A dated file among the results."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{now():%Y-%m-%d}-{name}.md"
    path.write_text("\n".join(lines).rstrip() + "\n")
    return path
