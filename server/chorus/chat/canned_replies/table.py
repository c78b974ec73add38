"""The table of canned replies."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chorus.core.ids import TenantId


@dataclass(frozen=True, slots=True)
class CannedReply:
    """The text that `/shortcut` inserts into the composer."""

    TABLE: ClassVar[str] = "canned_replies"

    id: UUID
    tenant_id: TenantId
    shortcut: str
    content: str
    created_at: datetime
    updated_at: datetime
