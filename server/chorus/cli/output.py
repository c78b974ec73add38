"""Terminal output during start-up: one line per step, with its duration."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer


class Progress:
    """Lines of steps. On a terminal a step is shown while it runs."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._is_terminal = sys.stdout.isatty()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._started

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show that a step runs, and how long it took."""
        started = time.monotonic()
        if self._is_terminal:
            typer.echo(f"  · {name}", nl=False)
        try:
            yield
        except BaseException:
            self._end(typer.style("✗", fg="red"), name, "")
            raise
        self._end(typer.style("✓", fg="green"), name, f"{time.monotonic() - started:6.2f} s")

    def _end(self, mark: str, name: str, took: str) -> None:
        start = "\r" if self._is_terminal else ""
        typer.echo(f"{start}  {mark} {name:<42}{took}".rstrip())


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Format rows as aligned columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
