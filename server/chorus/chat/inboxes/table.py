"""The table of inboxes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from chorus.core.ids import InboxId, TenantId


@dataclass(frozen=True, slots=True)
class Inbox:
    """`identity_secret` is sealed: the key that the site signs its customers' identities with, or its public key."""

    TABLE: ClassVar[str] = "inboxes"

    id: InboxId
    tenant_id: TenantId
    channel: str
    name: str
    allowed_origins: list[str]
    identity_secret: bytes | None = field(repr=False)
    requires_identity: bool
    settings: dict[str, Any]
    is_enabled: bool
    created_at: datetime
