"""One module for each benchmark; `BENCHMARKS` in the order in which they are run together."""

from collections.abc import Awaitable, Callable

from load.benchmarks import (
    ablation,
    chat,
    fanout,
    idle,
    opening,
    overload,
    rest,
    saturation,
    slow_readers,
    soak,
    start,
    storm,
)
from load.benchmarks.size import Size
from load.figures import Report

# Too long for the others to wait for.
ALONE = frozenset({"soak"})
BENCHMARKS: dict[str, Callable[[Size], Awaitable[Report]]] = {
    "opening": opening.run,
    "idle": idle.run,
    "storm": storm.run,
    "chat": chat.run,
    "saturation": saturation.run,
    "overload": overload.run,
    "ablation": ablation.run,
    "slow-readers": slow_readers.run,
    "rest": rest.run,
    "fanout": fanout.run,
    "start": start.run,
    "soak": soak.run,
}
