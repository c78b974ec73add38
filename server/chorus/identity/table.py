"""The rows that auth reads and writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chorus.core.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Login:
    """One log-in of one user on one device, with the hash of its refresh token and of the one before."""

    TABLE: ClassVar[str] = "logins"

    id: UUID
    tenant_id: TenantId
    user_id: UserId
    refresh_hash: bytes
    previous_hash: bytes | None
    rotated_at: datetime | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class LoginUser:
    """A user as a log-in needs it."""

    TABLE: ClassVar[str] = "users"

    id: UserId
    tenant_id: TenantId
    email: str
    name: str
    role: str
    password_hash: str | None
    declared_status: str
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a service; of its secret only the hash."""

    TABLE: ClassVar[str] = "api_keys"

    id: UUID
    tenant_id: TenantId
    name: str
    secret_hash: bytes
    scopes: list[str]
    created_by: UUID | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
