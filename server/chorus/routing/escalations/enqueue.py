"""The row that waits in the queue, whoever put it there."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, EscalationId, TeamId, UserId, new_id
from chorus.protocol.events.conversation import EscalationReason
from chorus.routing.escalations.table import Escalation, EscalationStatus
from chorus.stores.postgres.database import Tx


async def enqueue_for_agent(
    tx: Tx,
    actor: Actor,
    conversation_id: ConversationId,
    *,
    moment: datetime,
    reason: EscalationReason,
    team_id: TeamId | None = None,
    detail: str = "",
    evidence: Sequence[UUID] = (),
    declined_by: Sequence[UserId] = (),
) -> Escalation:
    """Put a conversation, whose row is locked, into the queue. `declined_by` are not asked first."""
    return await tx.insert(
        Escalation(
            id=EscalationId(new_id()),
            tenant_id=tx.tenant_id,
            conversation_id=conversation_id,
            reason=str(reason),
            detail=detail,
            evidence=list(evidence),
            requested_by=str(actor.kind),
            team_id=team_id,
            status=EscalationStatus.WAITING,
            offered_to=None,
            offer_expires_at=None,
            declined_by=list(declined_by),
            callback_promised_at=None,
            created_at=moment,
            ended_at=None,
            accepted_by=None,
        )
    )
