"""Which events cause a brief: whenever another human has to understand the conversation, and at its end."""

from collections.abc import Iterable
from uuid import UUID

from chorus.core.ids import TenantId
from chorus.protocol.events.event import Event
from chorus.stores.jobs.job import Job, Reaction

EVENTS = ("conversation.escalated", "conversation.transferred", "conversation.requeued", "conversation.closed")


def brief_job(tenant_id: TenantId, conversation_id: UUID) -> Job:
    """Return the job that makes a brief, one at a time per conversation."""
    return Job(
        "summaries.make_brief",
        {"tenant_id": tenant_id, "conversation_id": conversation_id},
        queue="summaries",
        lock=f"brief:{conversation_id}",
    )


def brief_of(event: Event, tenant_id: TenantId) -> Iterable[Job]:
    """Enqueue a brief for the event's conversation."""
    return (brief_job(tenant_id, event.conversation_id),)


REACTIONS: dict[str, Iterable[Reaction]] = {event_type: (brief_of,) for event_type in EVENTS}
