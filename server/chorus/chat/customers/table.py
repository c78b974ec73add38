"""The table of customers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from chorus.core.ids import CustomerId, TenantId


@dataclass(frozen=True, slots=True)
class Customer:
    """`external_id` is the site's own id; with `is_verified` the site has vouched for it with a signature."""

    TABLE: ClassVar[str] = "customers"

    id: CustomerId
    tenant_id: TenantId
    external_id: str | None
    name: str
    email: str | None
    phone: str | None
    attributes: dict[str, Any]
    language: str | None
    is_verified: bool
    blocked_at: datetime | None
    last_seen_at: datetime | None
    created_at: datetime

    @property
    def is_known(self) -> bool:
        """Somebody in particular, and not just a browser."""
        return self.is_verified or self.external_id is not None
