"""The table of users."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from chorus.core.actor import Role
from chorus.core.ids import TenantId, UserId
from chorus.stores.postgres.columns import KEY, SECRET_TEXT, TEXT, TEXTS, TIMESTAMP, UUID, varchar
from chorus.stores.postgres.table import Table


class DeclaredStatus(StrEnum):
    """The status that a user has set, independent of their connection."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"


class User(Table, table=True):
    """A user. The password hash is read only where a statement names it."""

    __tablename__ = "users"

    id: Annotated[UserId, KEY]
    tenant_id: Annotated[TenantId, UUID]
    email: Annotated[str, TEXT]
    name: Annotated[str, TEXT]
    role: Annotated[Role, varchar(20)]
    password_hash: Annotated[str | None, SECRET_TEXT] = None
    declared_status: Annotated[DeclaredStatus, varchar(20)]
    languages: Annotated[list[str], TEXTS]
    disabled_at: Annotated[datetime | None, TIMESTAMP]
    created_at: Annotated[datetime, TIMESTAMP]

    @property
    def is_disabled(self) -> bool:
        """Cannot log in, and is offered nothing."""
        return self.disabled_at is not None
