"""The tables of log-ins and API keys."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated
from uuid import UUID as Id

from chorus.core.ids import TenantId, UserId
from chorus.stores.postgres.columns import BYTES, KEY, TEXT, TEXTS, TIMESTAMP, UUID
from chorus.stores.postgres.table import Table


class Login(Table, table=True):
    """One log-in of one user on one device, with the hash of its refresh token and of the one before."""

    __tablename__ = "logins"

    id: Annotated[Id, KEY]
    tenant_id: Annotated[TenantId, UUID]
    user_id: Annotated[UserId, UUID]
    refresh_hash: Annotated[bytes, BYTES]
    previous_hash: Annotated[bytes | None, BYTES]
    rotated_at: Annotated[datetime | None, TIMESTAMP]
    created_at: Annotated[datetime, TIMESTAMP]
    expires_at: Annotated[datetime, TIMESTAMP]
    revoked_at: Annotated[datetime | None, TIMESTAMP]


class ApiKey(Table, table=True):
    """A key of a service; of its secret only the hash."""

    __tablename__ = "api_keys"

    id: Annotated[Id, KEY]
    tenant_id: Annotated[TenantId, UUID]
    name: Annotated[str, TEXT]
    secret_hash: Annotated[bytes, BYTES]
    scopes: Annotated[list[str], TEXTS]
    created_by: Annotated[Id | None, UUID]
    created_at: Annotated[datetime, TIMESTAMP]
    last_used_at: Annotated[datetime | None, TIMESTAMP]
    revoked_at: Annotated[datetime | None, TIMESTAMP]


class SpentNonce(Table, table=True):
    """A nonce that let a socket in. It belongs to no tenant."""

    __tablename__ = "spent_nonces"

    id: Annotated[Id, KEY]
    expires_at: Annotated[datetime, TIMESTAMP]


@dataclass(frozen=True, slots=True)
class LoginUser:
    """A user as a log-in needs it, with the password hash."""

    id: UserId
    tenant_id: TenantId
    email: str
    name: str
    role: str
    password_hash: str | None
    declared_status: str
    disabled_at: datetime | None


LOGIN_USER = ", ".join(field.name for field in fields(LoginUser))
