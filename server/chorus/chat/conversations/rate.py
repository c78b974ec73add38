"""The customer says how it was."""

from chorus.chat.conversations.errors import AlreadyRated, ConversationStillOpen
from chorus.chat.conversations.policy import require_customer
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import ConversationStatus
from chorus.chat.sessions.queries import last_session_id
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId, new_id
from chorus.stores.database import Tx
from chorus.wire.events.conversation import ConversationRated
from chorus.wire.events.event import by


async def rate(tx: Tx, actor: Actor, conversation_id: ConversationId, *, score: int, comment: str = "") -> None:
    """Store the rating of a closed conversation, once. It counts for the human who had it last, if one had."""
    conversation = await lock(tx, actor, conversation_id)
    require_customer(actor)
    if conversation.status is not ConversationStatus.CLOSED:
        raise ConversationStillOpen
    stored = await tx.execute(
        "INSERT INTO ratings (id, tenant_id, conversation_id, live_chat_session_id, score, comment)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, conversation_id) DO NOTHING",
        new_id(),
        tx.tenant_id,
        conversation_id,
        await last_session_id(tx, conversation_id),
        score,
        comment,
    )
    if not stored:
        raise AlreadyRated
    await tx.record(
        ConversationRated(
            conversation_id=conversation_id,
            actor=by(actor),
            at=now(),
            score=score,
            comment=comment,
        )
    )
