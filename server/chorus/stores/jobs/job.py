"""Durable jobs, enqueued in the transaction that causes them. The queue is procrastinate's (docs/decisions/0004)."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chorus.core.ids import TenantId
from chorus.protocol.events.event import ConversationEvent

# procrastinate's own entry for many jobs at once: it returns their ids and wakes the workers.
DEFER = "SELECT procrastinate_defer_jobs_v1($1::procrastinate_job_to_defer_v1[])"
WITHDRAW = "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name = $1 AND lock = $2"

# The queue of long work on a tenant's documents. It has places of its own, so that customers never wait for it.
DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of later work. Jobs with the same `lock` run one at a time, in order. `args` hold ids, no content."""

    task: str
    args: Mapping[str, Any] = field(default_factory=dict)
    queue: str = "default"
    lock: str | None = None
    at: datetime | None = None
    priority: int = 0


def documents_lock(tenant_id: TenantId) -> str:
    """Return the lock for work on a tenant's documents, one at a time; other slots are for other tenants."""
    return f"{DOCUMENTS}:{tenant_id}"


Reaction = Callable[[ConversationEvent, TenantId], Iterable[Job]]


@dataclass(frozen=True, slots=True)
class MessageJob:
    """A job for each message of a role that arrives while somebody has the floor, one at a time for each conversation.

    The statement that appends messages enqueues it, since it alone knows who has the floor. `args` are given to every
    such job, beside `tenant_id`, `conversation_id` and `message_id`.
    """

    task: str
    role: str
    floor: str
    queue: str = "default"
    priority: int = 0
    args: Mapping[str, Any] = field(default_factory=dict)


class Reactions:
    """Which jobs are enqueued in the transaction that writes an event, or appends a message.

    Filled by the composition root from each container's `consume.py`.
    """

    def __init__(
        self, table: Mapping[str, Iterable[Reaction]] | None = None, on_message: Iterable[MessageJob] = ()
    ) -> None:
        self._table = {event_type: tuple(found) for event_type, found in (table or {}).items()}
        self.on_message = tuple(on_message)

    def to(self, event: ConversationEvent, tenant_id: TenantId) -> list[Job]:
        """Return the jobs that this event causes."""
        return [job for reaction in self._table.get(event.type, ()) for job in reaction(event, tenant_id)]


def as_composite(job: Job) -> tuple[object, ...]:
    """Convert a job to procrastinate's composite type: queue, task, priority, lock, queueing lock, args, time."""
    args = json.loads(json.dumps(dict(job.args), default=str))  # ids become strings; the codec encodes the rest
    return (job.queue, job.task, job.priority, job.lock, None, args, job.at)
