"""Take a file into a conversation; a message sends it later."""

import asyncio
import re
import secrets
import tempfile
from typing import BinaryIO

from chorus.chat.attachments.convert import jpeg_of
from chorus.chat.attachments.errors import AttachmentKindOff, AttachmentKindRefused
from chorus.chat.attachments.names import safe_name, shown_name
from chorus.chat.attachments.policy import require_room, require_space
from chorus.chat.attachments.queries import count_unsent
from chorus.chat.attachments.receive import chunks_of, digest
from chorus.chat.attachments.sniff import DAMAGED, sniff
from chorus.chat.attachments.strip import Unstrippable, stripped
from chorus.chat.attachments.table import Attachment
from chorus.chat.attachments.wishes import FileWishes, wishes_of
from chorus.chat.conversations.queries import find
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.errors import ChorusError
from chorus.core.file_kinds import FileKind, kind_of, listed
from chorus.core.ids import AttachmentId, ConversationId, new_id
from chorus.stores.blobs.port import Blobs
from chorus.stores.postgres.database import Database, Tx
from chorus.stores.postgres.storage_counts import stored

# A picture is in memory while it is looked through; others wait their turn (uploads at once are bounded).
PICTURES_AT_ONCE = 4
# A converted photo is called by what it is now.
_CONVERTED = re.compile(r"\.hei[cf]\Z", re.IGNORECASE)
_pictures = asyncio.Semaphore(PICTURES_AT_ONCE)


async def upload(
    database: Database,
    blobs: Blobs,
    actor: Actor,
    conversation_id: ConversationId,
    *,
    name: str,
    file: BinaryIO,
    tenant_bytes_max: int,
    wishes: FileWishes,
) -> Attachment:
    """Inspect the content, insert the row, then store the bytes. In this order no bytes exist without a row.

    A row whose bytes never arrived is one more that was not sent: nobody learnt its id, and it is removed with those.
    """  # noqa: DOC501 - a function builds the error
    try:
        ready, media_type = await prepared(file, wishes)
    except ChorusError as refusal:
        raise _named(refusal, name) from refusal
    try:
        return await _stored(
            database, blobs, actor, conversation_id,
            name=name, file=ready, media_type=media_type, tenant_bytes_max=tenant_bytes_max,
        )  # fmt: skip
    finally:
        if ready is not file:
            ready.close()


async def _stored(
    database: Database,
    blobs: Blobs,
    actor: Actor,
    conversation_id: ConversationId,
    *,
    name: str,
    file: BinaryIO,
    media_type: str,
    tenant_bytes_max: int,
) -> Attachment:
    if media_type == "image/jpeg":
        name = _CONVERTED.sub("", name)
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
        uploader_kind=actor.kind,
        created_at=now(),
    )
    async with database.transaction(actor.tenant_id) as tx:
        await note(tx, actor, attachment, tenant_bytes_max=tenant_bytes_max)
    await blobs.put(attachment.storage_key, chunks_of(file), media_type=media_type)
    return attachment


async def prepared(file: BinaryIO, wishes: FileWishes) -> tuple[BinaryIO, str]:
    """Return the stored form of the file and its media type: HEIC as JPEG, photos without private metadata; raises
    refusals.

    Raises:
        AttachmentKindOff: If the tenant does not accept the type.
        AttachmentKindRefused: If files of this type are not accepted.
    """
    media_type = await asyncio.to_thread(sniff, file)
    kind = kind_of(media_type)
    if kind not in wishes.kinds:
        raise AttachmentKindOff(f"This kind of file is not accepted here. You can send {listed(wishes.kinds)}.")
    if not media_type.startswith("image/"):
        return file, media_type
    async with _pictures:
        content = await asyncio.to_thread(_all_of, file)
        if kind is FileKind.HEIC:
            return await asyncio.to_thread(_file_of, await jpeg_of(content)), "image/jpeg"
        if wishes.keeps_photo_metadata:
            return file, media_type
        try:
            return await asyncio.to_thread(lambda: _file_of(stripped(content, media_type))), media_type
        except Unstrippable as error:
            raise AttachmentKindRefused(DAMAGED) from error


def _named(refusal: ChorusError, name: str) -> ChorusError:
    """Prefix the refusal with the file name, so that the sender knows which file is meant."""
    shown = shown_name(name)
    if not shown:
        return refusal
    text = f"“{shown}”: {refusal.text}"
    return type(refusal)(text, retry_after_seconds=refusal.retry_after_seconds, **refusal.details)


def _file_of(content: bytes) -> BinaryIO:
    """Create a temporary file, so that waiting for the storage takes no memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever asked for it
    file.write(content)
    return file


def _all_of(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


async def note(tx: Tx, actor: Actor, attachment: Attachment, *, tenant_bytes_max: int) -> None:
    """Insert the row, if the conversation has room for it, and the tenant space."""
    conversation = await find(tx, actor, attachment.conversation_id)
    require_room(conversation, await count_unsent(tx, conversation.id, actor.id))
    await tx.insert(attachment)
    require_space((await stored(tx, "attachments")).bytes, tenant_bytes_max)


async def require_can_upload(
    database: Database, actor: Actor, conversation_id: ConversationId, *, tenant_bytes_max: int
) -> FileWishes:
    """Check everything that is known before the first byte is read. Return the file types that the tenant accepts."""
    async with database.transaction(actor.tenant_id) as tx:
        conversation = await find(tx, actor, conversation_id)
        require_room(conversation, await count_unsent(tx, conversation_id, actor.id))
        # No file has less than one byte.
        require_space((await stored(tx, "attachments")).bytes + 1, tenant_bytes_max)
        return await wishes_of(tx)
