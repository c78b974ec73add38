"""The customer says how it was."""

from datetime import timedelta

from chorus.chat.conversations.errors import AlreadyRated, ConversationStillOpen, RatingOver
from chorus.chat.conversations.policy import require_customer
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.table import ConversationStatus
from chorus.chat.sessions.queries import last_session_id
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId, new_id
from chorus.protocol.events.conversation import ConversationRated
from chorus.protocol.events.event import by
from chorus.stores.postgres.database import Tx

# People come back for an answer, not for a form: it stays open long enough for the next visit.
RATING_OPEN_FOR = timedelta(days=30)


async def rate(tx: Tx, actor: Actor, conversation_id: ConversationId, *, score: int, comment: str = "") -> None:
    """Store the rating of a closed conversation, once and within `RATING_OPEN_FOR` of its end.

    It counts for the human who had it last, if one had.

    Raises:
        AlreadyRated: If there is a rating already.
        ConversationStillOpen: If the conversation is not closed.
        RatingOver: If it ended too long ago.
    """
    conversation = await lock(tx, actor, conversation_id)
    require_customer(actor)
    if conversation.status is not ConversationStatus.CLOSED:
        raise ConversationStillOpen
    if conversation.closed_at is not None and conversation.closed_at + RATING_OPEN_FOR < now():
        raise RatingOver
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
