"""Move a conversation to another agent or team."""

from datetime import timedelta

from chorus.chat.conversations.end_waiting import end_waiting
from chorus.chat.conversations.floor import transition
from chorus.chat.conversations.policy import require_can_manage, require_open
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import ConversationStatus
from chorus.chat.messages.write_note import write_note
from chorus.chat.sessions.end import end_session
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId, MessageId, TeamId, UserId, new_id
from chorus.protocol.events.conversation import ConversationTransferred, EscalationReason
from chorus.protocol.events.event import by
from chorus.routing.assignments.errors import TransferTargetMissing
from chorus.routing.escalations.enqueue import enqueue_for_agent
from chorus.routing.escalations.offer import offer_to
from chorus.stores.postgres.database import Tx


async def transfer(
    tx: Tx,
    actor: Actor,
    conversation_id: ConversationId,
    *,
    agent_id: UserId | None = None,
    team_id: TeamId | None = None,
    note: str = "",
    note_id: MessageId | None = None,
    timeout: timedelta,
) -> None:
    """Transfer a conversation to an agent, who is offered it for `timeout`, or to a team. A new brief is made.

    The note is for whoever takes it. The same `note_id` again is the same transfer, and changes nothing.
    """
    conversation = await lock(tx, actor, conversation_id)
    if note_id is not None and await _is_done(tx, actor, conversation_id, note_id):
        return
    require_can_manage(actor, conversation)
    require_open(conversation)
    await _require_target(tx, agent_id, team_id)
    moment = now()
    await end_waiting(tx, conversation_id, status="closed", moment=moment)
    await end_session(tx, conversation_id, moment=moment)
    escalation = await enqueue_for_agent(
        tx,
        actor,
        conversation_id,
        moment=moment,
        reason=EscalationReason.AGENT,
        team_id=team_id,
        declined_by=[actor.user_id],
    )
    await transition(tx, conversation, ConversationStatus.WAITING)
    if note.strip():
        await write_note(tx, actor, conversation, message_id=note_id or MessageId(new_id()), content=note)
    await tx.record(
        ConversationTransferred(
            conversation_id=conversation_id,
            actor=by(actor),
            at=moment,
            escalation_id=escalation.id,
            to_agent_id=agent_id,
            to_team_id=team_id,
        )
    )
    if agent_id is not None:
        await offer_to(tx, conversation_id, agent_id, timeout=timeout)


async def _require_target(tx: Tx, agent_id: UserId | None, team_id: TeamId | None) -> None:
    if (agent_id is None) == (team_id is None):
        raise TransferTargetMissing
    found = await tx.value(
        "SELECT EXISTS (SELECT 1 FROM users WHERE tenant_id = $1 AND id = $2 AND disabled_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM teams WHERE tenant_id = $1 AND id = $3)",
        tx.tenant_id,
        agent_id,
        team_id,
    )
    if not found:
        raise TransferTargetMissing


async def _is_done(tx: Tx, actor: Actor, conversation_id: ConversationId, note_id: MessageId) -> bool:
    # A transfer stands right behind its note in the log: both were written in one transaction.
    found: bool = await tx.value(
        "SELECT EXISTS (SELECT 1 FROM messages m"
        " JOIN events e ON e.conversation_id = m.conversation_id AND e.agent_position = m.agent_position + 1"
        " WHERE m.tenant_id = $1 AND m.id = $2 AND m.conversation_id = $3 AND m.author_id = $4"
        " AND e.tenant_id = $1 AND e.type = 'conversation.transferred')",
        tx.tenant_id,
        note_id,
        conversation_id,
        actor.id,
    )
    return found
