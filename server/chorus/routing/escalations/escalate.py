"""Hand a conversation to a human team."""

from collections.abc import Sequence
from uuid import UUID

from chorus.chat.conversations.floor import transition
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import ConversationStatus
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId, TeamId
from chorus.protocol.events.conversation import ConversationEscalated, EscalationReason
from chorus.protocol.events.event import by
from chorus.routing.escalations.enqueue import enqueue_for_agent
from chorus.routing.escalations.errors import TeamUnknown
from chorus.routing.escalations.policy import require_can_escalate
from chorus.routing.escalations.table import Escalation
from chorus.stores.postgres.database import Tx


async def escalate(
    tx: Tx,
    actor: Actor,
    conversation_id: ConversationId,
    *,
    reason: EscalationReason,
    team_id: TeamId | None = None,
    detail: str = "",
    evidence: Sequence[UUID] = (),
) -> Escalation:
    """Put the conversation into the queue and mute the bot. `evidence` lists the messages that prove the reason."""
    conversation = await lock(tx, actor, conversation_id)
    require_can_escalate(actor, conversation)
    team_id = await _known(tx, actor, team_id)
    moment = now()
    escalation = await enqueue_for_agent(
        tx, actor, conversation_id, moment=moment, reason=reason, team_id=team_id, detail=detail, evidence=evidence
    )
    await transition(tx, conversation, ConversationStatus.WAITING)
    await tx.record(
        ConversationEscalated(
            conversation_id=conversation_id,
            actor=by(actor),
            at=moment,
            escalation_id=escalation.id,
            reason=reason,
            detail=detail,
            evidence=list(evidence),
            team_id=team_id,
        )
    )
    return escalation


async def _known(tx: Tx, actor: Actor, team_id: TeamId | None) -> TeamId | None:
    if team_id is None or await tx.value(
        "SELECT true FROM teams WHERE tenant_id = $1 AND id = $2", tx.tenant_id, team_id
    ):
        return team_id
    if actor.is_user:
        raise TeamUnknown
    return None  # a rule names a team that is gone: whoever is on duty then
