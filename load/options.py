"""The size of a benchmark run."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Each option that is set replaces the benchmark's own value."""

    sockets: int | None = None
    windows: int | None = None
    seconds: float | None = None
    rate: float | None = None
    messages: int | None = None
    data_dir: Path | None = None

    @property
    def is_full(self) -> bool:
        """Whether nothing is reduced; only such a run is a result."""
        return self == RunOptions()
