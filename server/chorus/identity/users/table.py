"""The table of users."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from chorus.core.actor import Role
from chorus.core.ids import TenantId, UserId


class DeclaredStatus(StrEnum):
    """The status that a user has set, independent of their connection."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class User:
    """A user, without the password hash, which only auth reads."""

    TABLE: ClassVar[str] = "users"

    id: UserId
    tenant_id: TenantId
    email: str
    name: str
    role: Role
    declared_status: DeclaredStatus
    languages: list[str]
    disabled_at: datetime | None
    created_at: datetime

    def __post_init__(self) -> None:
        """Convert the driver's strings to enums."""
        object.__setattr__(self, "role", Role(self.role))
        object.__setattr__(self, "declared_status", DeclaredStatus(self.declared_status))

    @property
    def is_disabled(self) -> bool:
        """Cannot log in, and is offered nothing."""
        return self.disabled_at is not None
