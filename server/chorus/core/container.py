"""The interface that a container exports to the processes; `processes/containers.py` lists all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any


@dataclass(frozen=True, slots=True)
class Container:
    """The parts of one container, each as `module:name`.

    They are imported by who asks for them: a worker loads no web framework, an API no job. `routers` are FastAPI's;
    `tasks` and `timers` are tables by a name that is stored in the database, so it never changes; `limits` are the
    figures of the limits that the routes hit, by name.

    What it reacts to stands in its `consume.py`: `subscriptions` are consumers of the event log, which a worker runs;
    `reactions` (by event type) and `message_jobs` are jobs that are enqueued with the event, because somebody waits.
    """

    name: str
    routers: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    timers: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    subscriptions: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    message_jobs: tuple[str, ...] = ()

    def load(self, kind: str) -> Iterator[Any]:
        """Import the parts of a kind, in their order. Raises what their import raises."""
        parts: tuple[str, ...] = getattr(self, kind)
        yield from map(resolve_name, parts)
