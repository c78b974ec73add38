"""One module for each benchmark; `BENCHMARKS` in the order in which they are run together."""

from collections.abc import Awaitable, Callable

from load.benchmarks import chat, saturation
from load.benchmarks.size import Size
from load.figures import Report

# Too long for the others to wait for.
ALONE = frozenset({"soak"})
BENCHMARKS: dict[str, Callable[[Size], Awaitable[Report]]] = {
    "chat": chat.run,
    "saturation": saturation.run,
}
