"""The table of inboxes."""

from datetime import datetime
from typing import Annotated, Any

from chorus.core.ids import InboxId, TenantId
from chorus.stores.postgres.columns import BOOLEAN, JSON, KEY, SECRET_BYTES, TEXT, TEXTS, TIMESTAMP, UUID, varchar
from chorus.stores.postgres.table import Table


class Inbox(Table, table=True):
    """`identity_secret` is sealed: the key that the site signs its customers' identities with, or its public key."""

    __tablename__ = "inboxes"

    id: Annotated[InboxId, KEY]
    tenant_id: Annotated[TenantId, UUID]
    channel: Annotated[str, varchar(20)]
    name: Annotated[str, TEXT]
    allowed_origins: Annotated[list[str], TEXTS]
    identity_secret: Annotated[bytes | None, SECRET_BYTES]
    requires_identity: Annotated[bool, BOOLEAN]
    settings: Annotated[dict[str, Any], JSON]
    is_enabled: Annotated[bool, BOOLEAN]
    created_at: Annotated[datetime, TIMESTAMP]
