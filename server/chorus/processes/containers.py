"""The one list of containers, and what they give to the processes. A new container is added here and nowhere else."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chorus.bot.container import CONTAINER as BOT
from chorus.chat.container import CONTAINER as CHAT
from chorus.core.container import Container
from chorus.identity.container import CONTAINER as IDENTITY
from chorus.knowledge.container import CONTAINER as KNOWLEDGE
from chorus.llm.container import CONTAINER as LLM
from chorus.notifications.container import CONTAINER as NOTIFICATIONS
from chorus.routing.container import CONTAINER as ROUTING
from chorus.stores.counters.limits import Limit
from chorus.stores.event_log.subscriptions import Subscription
from chorus.stores.jobs.job import MessageJob, Reaction, Reactions
from chorus.summaries.container import CONTAINER as SUMMARIES

if TYPE_CHECKING:  # a worker loads neither
    from fastapi import APIRouter

    from chorus.stores.jobs.worker import Periodic, Task

CONTAINERS: tuple[Container, ...] = (IDENTITY, CHAT, ROUTING, KNOWLEDGE, BOT, SUMMARIES, NOTIFICATIONS, LLM)


def routers() -> Iterator["APIRouter"]:
    """Return all routes, in the order of the description."""
    for container in CONTAINERS:
        yield from container.load("routers")


def tasks() -> dict[str, "Task"]:
    """Return all tasks by name."""
    return _joined("tasks")


def timers() -> dict[str, "Periodic"]:
    """Return all timers by name: when, and what."""
    return _joined("timers")


def limits() -> dict[str, Limit]:
    """Return the figures of all limits by name, where the settings say nothing else."""
    return _joined("limits")


def reactions() -> Reactions:
    """Collect the jobs that are enqueued in the transaction that writes an event, or that appends a message."""
    table: dict[str, list[Reaction]] = defaultdict(list)
    message_jobs: list[MessageJob] = []
    for container in CONTAINERS:
        for found in container.load("reactions"):
            for event_type, several in found.items():
                table[event_type].extend(several)
        for jobs in container.load("message_jobs"):
            message_jobs.extend(jobs)
    return Reactions(table, message_jobs)


def subscriptions() -> list[Subscription]:
    """Collect the consumers of the event log.

    Raises:
        ValueError: If two of them have the same name.
    """
    found = [one for container in CONTAINERS for several in container.load("subscriptions") for one in several]
    if len({one.name for one in found}) < len(found):
        raise ValueError("Two consumers of the event log have the same name.")
    return found


def _joined(kind: str) -> dict[str, Any]:
    """Return the tables of a kind as one.

    Raises:
        ValueError: If the value has another form.
    """
    found: dict[str, Any] = {}
    for container in CONTAINERS:
        for table in container.load(kind):
            if again := found.keys() & table.keys():
                raise ValueError(f"Two containers have the same {kind}: {sorted(again)}.")
            found |= table
    return found
