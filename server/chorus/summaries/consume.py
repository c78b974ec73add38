"""Which events cause a brief: whenever another human has to understand the conversation, and at its end."""

from collections.abc import Iterable
from uuid import UUID

from chorus.core.ids import TenantId
from chorus.stores.event_log.subscriptions import Enqueue, LoggedEvent, Subscription
from chorus.stores.jobs.job import Job

EVENTS = frozenset(
    {
        "conversation.escalated",
        "conversation.transferred",
        "conversation.requeued",
        "conversation.closed",
    }
)


def brief_job(tenant_id: TenantId, conversation_id: UUID) -> Job:
    """Return the job that makes a brief, one at a time per conversation."""
    return Job(
        "summaries.make_brief",
        {"tenant_id": tenant_id, "conversation_id": conversation_id},
        queue="summaries",
        lock=f"brief:{conversation_id}",
    )


def brief_of(event: LoggedEvent) -> Iterable[Job]:
    """Enqueue a brief for the event's conversation."""
    if event.conversation_id is not None:
        yield brief_job(event.tenant_id, event.conversation_id)


SUBSCRIPTIONS = (Subscription("summaries", Enqueue(brief_of), EVENTS),)
