"""Escalations on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chorus.protocol.events.conversation import EscalationReason
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Paragraph
from chorus.routing.escalations.table import Escalation


class EscalationCreate(WireModel):
    """Ask for a human. `detail` is for the agents."""

    reason: EscalationReason = EscalationReason.REQUESTED
    team_id: UUID | None = None
    detail: Paragraph = Field("", max_length=500)


class LivechatEscalate(EscalationCreate):
    """The same, naming the conversation in the body."""

    conversation_id: UUID


class EscalationRead(WireModel):
    """An escalation that waits or has ended."""

    id: UUID
    conversation_id: UUID
    status: str
    reason: EscalationReason
    created_at: datetime


class QueuePlace(WireModel):
    """The queue position, from 1; the wait is omitted if unknown."""

    place: int
    estimated_wait_seconds: int | None
    is_somebody_on_duty: bool


def escalation_read(escalation: Escalation) -> EscalationRead:
    """Build the response for an escalation."""
    return EscalationRead(
        id=escalation.id,
        conversation_id=escalation.conversation_id,
        status=escalation.status,
        reason=EscalationReason(escalation.reason),
        created_at=escalation.created_at,
    )
