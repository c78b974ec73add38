"""The table of labels."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chorus.core.ids import TenantId


@dataclass(frozen=True, slots=True)
class Label:
    """A label's name is its identity: conversations carry the names."""

    TABLE: ClassVar[str] = "labels"

    id: UUID
    tenant_id: TenantId
    name: str
    color: str
    created_at: datetime
