"""What routing reacts to: the queue is tended at once, not only by the clock."""

from collections.abc import Iterable

from chorus.core.ids import TenantId
from chorus.protocol.events.event import ConversationEvent
from chorus.stores.jobs.job import Job, Reaction

TEND = "escalations.tend"


def enqueue_dispatch(_event: ConversationEvent, tenant_id: TenantId) -> Iterable[Job]:
    """Enqueue a queue sweep after an event that adds a waiting conversation or frees an agent."""
    return (dispatch_job(tenant_id),)


def dispatch_job(tenant_id: TenantId) -> Job:
    """Return the job that sweeps a tenant's queue."""
    return Job(TEND, {"tenant_id": tenant_id}, queue="escalations", lock=f"tend:{tenant_id}")


REACTIONS: dict[str, Iterable[Reaction]] = {
    event_type: (enqueue_dispatch,)
    for event_type in (
        "conversation.escalated",
        "conversation.transferred",
        "conversation.requeued",
        "escalation.declined",
        "escalation.cancelled",
        "conversation.assigned",
        "conversation.closed",
        "conversation.returned",
    )
}
