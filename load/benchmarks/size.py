"""How much of a benchmark: what the command line leaves out is the full size."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Each figure that is set takes the place of the benchmark's own."""

    sockets: int | None = None
    windows: int | None = None
    seconds: float | None = None
    rate: float | None = None

    @property
    def is_full(self) -> bool:
        """Only such a run is a result."""
        return self == Size()
