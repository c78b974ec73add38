"""One module per benchmark. `BENCHMARKS` lists them in the order in which they run."""

from collections.abc import Awaitable, Callable

from load.benchmarks import (
    ablation,
    chat,
    consumers,
    crud,
    fanout,
    idle,
    opening,
    overload,
    presence,
    reconnect_storm,
    rest,
    saturation,
    slow_readers,
    soak,
    start,
    stored,
)
from load.options import RunOptions
from load.report import Report

# These take too long, or measure something too narrow, to run with the others.
ALONE = frozenset({"consumers", "crud", "soak", "presence", "stored"})
BENCHMARKS: dict[str, Callable[[RunOptions], Awaitable[Report]]] = {
    "opening": opening.run,
    "idle": idle.run,
    "reconnect-storm": reconnect_storm.run,
    "chat": chat.run,
    "saturation": saturation.run,
    "overload": overload.run,
    "ablation": ablation.run,
    "slow-readers": slow_readers.run,
    "rest": rest.run,
    "fanout": fanout.run,
    "start": start.run,
    "soak": soak.run,
    "presence": presence.run,
    "stored": stored.run,
    "crud": crud.run,
    "consumers": consumers.run,
}
# Earlier names, still accepted on the command line.
ALIASES = {"storm": "reconnect-storm"}
