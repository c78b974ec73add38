"""The table of attachments."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chorus.core.ids import AttachmentId, ConversationId, MessageId, TenantId


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file. Without `message_id` it was uploaded but not sent; after a day it is removed."""

    TABLE: ClassVar[str] = "attachments"

    id: AttachmentId
    tenant_id: TenantId
    conversation_id: ConversationId
    message_id: MessageId | None
    name: str
    media_type: str
    size_bytes: int
    sha256: bytes
    storage_key: str
    uploaded_by: UUID
    uploader_kind: str
    created_at: datetime
