"""Take a file into a conversation; a message sends it later."""

import asyncio
import secrets
from typing import BinaryIO

from chorus.chat.attachments.names import safe_name
from chorus.chat.attachments.policy import require_room, require_space
from chorus.chat.attachments.queries import count_unsent
from chorus.chat.attachments.receive import chunks_of, digest
from chorus.chat.attachments.sniff import sniff
from chorus.chat.attachments.table import Attachment
from chorus.chat.conversations.queries import find
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import AttachmentId, ConversationId, new_id
from chorus.stores.blobs import Blobs
from chorus.stores.database import Database, Tx
from chorus.stores.storage_counts import stored


async def upload(
    database: Database,
    blobs: Blobs,
    actor: Actor,
    conversation_id: ConversationId,
    *,
    name: str,
    file: BinaryIO,
    tenant_bytes_max: int,
) -> Attachment:
    """Look at the content, note the file, store it. The order leaves no bytes that no row knows of.

    A row whose bytes never arrived is one more that was not sent: nobody learnt its id, and it is removed with those.
    """
    media_type = await asyncio.to_thread(sniff, file)
    size, sha256 = await asyncio.to_thread(digest, file)
    attachment = Attachment(
        id=AttachmentId(new_id()),
        tenant_id=actor.tenant_id,
        conversation_id=conversation_id,
        message_id=None,
        name=safe_name(name, media_type),
        media_type=media_type,
        size_bytes=size,
        sha256=sha256,
        storage_key=f"attachments/{actor.tenant_id.hex}/{secrets.token_hex(16)}",
        uploaded_by=actor.id,
        uploader_kind=str(actor.kind),
        created_at=now(),
    )
    async with database.transaction(actor.tenant_id) as tx:
        await note(tx, actor, attachment, tenant_bytes_max=tenant_bytes_max)
    await blobs.put(attachment.storage_key, chunks_of(file), media_type=media_type)
    return attachment


async def note(tx: Tx, actor: Actor, attachment: Attachment, *, tenant_bytes_max: int) -> None:
    """Insert the row, if the conversation has room for it, and the tenant space."""
    conversation = await find(tx, actor, attachment.conversation_id)
    require_room(conversation, await count_unsent(tx, conversation.id, actor.id))
    await tx.insert(attachment)
    require_space((await stored(tx, "attachments")).bytes, tenant_bytes_max)


async def require_can_upload(
    database: Database, actor: Actor, conversation_id: ConversationId, *, tenant_bytes_max: int
) -> None:
    """The same questions before the first byte is read: nobody sends 25 MB to be told no."""
    async with database.transaction(actor.tenant_id) as tx:
        conversation = await find(tx, actor, conversation_id)
        require_room(conversation, await count_unsent(tx, conversation_id, actor.id))
        # No file has less than one byte.
        require_space((await stored(tx, "attachments")).bytes + 1, tenant_bytes_max)
