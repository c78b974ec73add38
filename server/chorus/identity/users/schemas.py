"""Users on the wire."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, EmailStr, Field, StringConstraints, model_validator

from chorus.core.actor import Role
from chorus.identity.users.table import DeclaredStatus
from chorus.protocol.constraints import Constraint, broken
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Line

Email = Annotated[EmailStr, AfterValidator(str.lower), Field(max_length=254, examples=["ada@acme.example"])]
Name = Annotated[Line, StringConstraints(min_length=1, max_length=100), Field(examples=["Ada Lovelace"])]
Password = Annotated[str, Field(max_length=1024, examples=["correct horse battery"])]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Languages = Annotated[list[Language], Field(max_length=20, examples=[["en", "fr"]])]


class UserCreate(WireModel):
    """A new user. Without a password they can only log in with an external issuer."""

    email: Email
    name: Name
    role: Role = Role.AGENT
    password: Password | None = None
    languages: Languages = []


class UserUpdate(WireModel):
    """Only given fields change. A new role or password revokes the user's log-ins."""

    email: Email | None = None
    name: Name | None = None
    role: Role | None = None
    password: Password | None = None
    languages: Languages | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise broken(Constraint.MIN_PROPERTIES, "name at least one field", 1)
        return self


class UserRead(WireModel):
    """A user."""

    id: UUID
    email: str
    name: str
    role: Role
    declared_status: DeclaredStatus
    languages: list[str]
    is_disabled: bool
    created_at: datetime


class UserPage(WireModel):
    """Users by name."""

    items: list[UserRead]
    next_cursor: str | None


class MeRead(UserRead):
    """Oneself, with what one may do."""

    tenant_id: UUID
    tenant_name: str
    scopes: list[str]


class StatusUpdate(WireModel):
    """Whether one wants conversations now."""

    status: DeclaredStatus


class PasswordUpdate(WireModel):
    """The present password proves that it is you."""

    current_password: Password
    new_password: Password
