"""The table of canned replies."""

from datetime import datetime
from typing import Annotated
from uuid import UUID as Id

from chorus.core.ids import TenantId
from chorus.stores.postgres.columns import KEY, TEXT, TIMESTAMP, UUID
from chorus.stores.postgres.table import Table


class CannedReply(Table, table=True):
    """The text that `/shortcut` inserts into the composer."""

    __tablename__ = "canned_replies"

    id: Annotated[Id, KEY]
    tenant_id: Annotated[TenantId, UUID]
    shortcut: Annotated[str, TEXT]
    content: Annotated[str, TEXT]
    created_at: Annotated[datetime, TIMESTAMP]
    updated_at: Annotated[datetime, TIMESTAMP]
