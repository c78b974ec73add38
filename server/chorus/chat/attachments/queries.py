"""Every SELECT on attachments. What is not yours is not found."""

from uuid import UUID

from chorus.chat.attachments.errors import AttachmentNotFound
from chorus.chat.attachments.table import Attachment
from chorus.core.actor import Actor
from chorus.core.ids import AttachmentId, ConversationId
from chorus.stores.postgres.database import Tx


async def find(tx: Tx, actor: Actor, attachment_id: AttachmentId) -> Attachment:
    """Return a file that the actor may read.

    A file not yet sent is its uploader's alone. A customer reads what was sent in their own conversations, never what
    hangs on a note.

    Raises:
        AttachmentNotFound: If it does not exist or the actor may not see it.
    """
    found = await tx.fetch_optional(
        Attachment,
        "SELECT {columns:a} FROM attachments a"
        " JOIN conversations c ON c.tenant_id = a.tenant_id AND c.id = a.conversation_id"
        " LEFT JOIN messages m ON m.tenant_id = a.tenant_id AND m.id = a.message_id"
        " WHERE a.tenant_id = $1 AND a.id = $2"
        " AND CASE WHEN a.message_id IS NULL THEN a.uploaded_by = $3"
        "          ELSE $4::uuid IS NULL OR m.customer_position IS NOT NULL END"
        " AND ($4::uuid IS NULL OR c.customer_id = $4)",
        actor.tenant_id,
        attachment_id,
        actor.id,
        actor.customer_id if actor.is_customer else None,
    )
    if found is None or (actor.conversation_id or found.conversation_id) != found.conversation_id:
        raise AttachmentNotFound
    return found


async def count_unsent(tx: Tx, conversation_id: ConversationId, uploaded_by: UUID) -> int:
    """Count the files that somebody has uploaded to a conversation without sending them."""
    return int(
        await tx.value(
            "SELECT count(*) FROM attachments WHERE tenant_id = $1 AND conversation_id = $2 AND uploaded_by = $3"
            " AND message_id IS NULL",
            tx.tenant_id,
            conversation_id,
            uploaded_by,
        )
    )
