"""The table of attachments."""

from datetime import datetime
from typing import Annotated
from uuid import UUID as Id

from chorus.core.actor import ActorKind
from chorus.core.ids import AttachmentId, ConversationId, MessageId, TenantId
from chorus.stores.postgres.columns import BYTES, INTEGER, KEY, TEXT, TIMESTAMP, UUID, varchar
from chorus.stores.postgres.table import Table


class Attachment(Table, table=True):
    """A file. Without `message_id` it was uploaded but not sent; after a day it is removed."""

    __tablename__ = "attachments"

    id: Annotated[AttachmentId, KEY]
    tenant_id: Annotated[TenantId, UUID]
    conversation_id: Annotated[ConversationId, UUID]
    message_id: Annotated[MessageId | None, UUID]
    name: Annotated[str, TEXT]
    media_type: Annotated[str, TEXT]
    size_bytes: Annotated[int, INTEGER]
    sha256: Annotated[bytes, BYTES]
    storage_key: Annotated[str, TEXT]
    uploaded_by: Annotated[Id, UUID]
    uploader_kind: Annotated[ActorKind, varchar(20)]
    created_at: Annotated[datetime, TIMESTAMP]
