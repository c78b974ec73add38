"""The table of tenants."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from chorus.core.ids import TenantId


@dataclass(frozen=True, slots=True)
class Tenant:
    """The paying organisation. `tier` decides what it may use, so it is never the tenant's own to change."""

    TABLE: ClassVar[str] = "tenants"

    id: TenantId
    name: str
    slug: str
    tier: str
    is_disabled: bool
    settings: dict[str, Any]
    created_at: datetime
