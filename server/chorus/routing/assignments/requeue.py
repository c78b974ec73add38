"""A conversation goes back to the queue: its agent gives it back, or is gone."""

from collections.abc import Sequence
from datetime import datetime

from chorus.chat.conversations.floor import transition
from chorus.chat.conversations.policy import require_can_manage, require_open
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.chat.messages.notice import notice
from chorus.chat.sessions.end import end_session
from chorus.core.actor import Actor, system_of
from chorus.core.clock import now
from chorus.core.ids import ConversationId, TeamId, UserId
from chorus.language.phrases.routing import AGENT_GONE, phrase
from chorus.protocol.events.conversation import ConversationRequeued, EscalationReason, RequeueCause
from chorus.protocol.events.event import by
from chorus.routing.escalations.enqueue import enqueue_for_agent
from chorus.routing.escalations.errors import AlreadyEscalated
from chorus.stores.postgres.database import Tx


async def requeue(tx: Tx, actor: Actor, conversation_id: ConversationId) -> None:
    """Return a conversation to its previous queue position. The agent who gave it back is not asked first.

    Raises:
        AlreadyEscalated: If the conversation is already waiting.
    """
    conversation = await lock(tx, actor, conversation_id)
    require_can_manage(actor, conversation)
    require_open(conversation)
    if conversation.status is ConversationStatus.WAITING:
        raise AlreadyEscalated
    if conversation.assignee_id is None:
        await _wait_again(tx, actor, conversation)
        return
    agent_id = UserId(conversation.assignee_id)
    since, _team_id, _name = await _taken(tx, conversation_id, agent_id)
    await _wait_again(tx, actor, conversation, since=since, declined_by=[agent_id])


async def requeue_absent(tx: Tx, conversation_id: ConversationId, *, agent_id: UserId) -> bool:
    """Return the conversation of a disconnected agent to its previous queue position and tell the customer.

    Return False if that agent no longer has it.

    The caller has found that the agent's line is gone.
    """
    system = system_of(tx.tenant_id)
    conversation = await lock(tx, system, conversation_id)
    if conversation.status is not ConversationStatus.ACTIVE or conversation.assignee_id != agent_id:
        return False
    since, team_id, name = await _taken(tx, conversation_id, agent_id)
    waiting = await _wait_again(tx, system, conversation, since=since, team_id=team_id, cause=RequeueCause.AGENT_ABSENT)
    await notice(tx, waiting, phrase(AGENT_GONE, conversation.language).format(agent=name))
    return True


async def _taken(
    tx: Tx, conversation_id: ConversationId, agent_id: UserId
) -> tuple[datetime | None, TeamId | None, str]:
    """Return when and for which team the accepted escalation was created, and the agent's name."""
    rows = await tx.records(
        "SELECT e.created_at, e.team_id, u.name FROM users u LEFT JOIN escalations e ON e.tenant_id = u.tenant_id"
        " AND e.conversation_id = $2 AND e.status = 'accepted' AND e.accepted_by = u.id"
        # A conversation that was closed and opened again has waited for nobody since.
        " AND e.ended_at >= (SELECT max(s.started_at) FROM live_chat_sessions s"
        " WHERE s.tenant_id = $1 AND s.conversation_id = $2)"
        " WHERE u.tenant_id = $1 AND u.id = $3 ORDER BY e.ended_at DESC NULLS LAST LIMIT 1",
        tx.tenant_id,
        conversation_id,
        agent_id,
    )
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else (None, None, "")


async def _wait_again(
    tx: Tx,
    actor: Actor,
    conversation: Conversation,
    *,
    cause: RequeueCause = RequeueCause.GIVEN_BACK,
    since: datetime | None = None,
    team_id: TeamId | None = None,
    declined_by: Sequence[UserId] = (),
) -> Conversation:
    moment = now()
    await end_session(tx, conversation.id, moment=moment)
    escalation = await enqueue_for_agent(
        tx,
        actor,
        conversation.id,
        moment=since or moment,
        reason=EscalationReason.AGENT,
        team_id=team_id,
        declined_by=declined_by,
    )
    waiting = await transition(tx, conversation, ConversationStatus.WAITING)
    await tx.record(
        ConversationRequeued(
            conversation_id=conversation.id,
            actor=by(actor),
            at=moment,
            escalation_id=escalation.id,
            cause=cause,
            since=since,
        )
    )
    return waiting
