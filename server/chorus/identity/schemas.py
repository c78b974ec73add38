"""Requests and responses of the auth routes."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from chorus.core.actor import Role
from chorus.identity.logins.login import LoggedIn
from chorus.identity.logins.refresh import Refreshed
from chorus.identity.table import ApiKey
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Line

Name = Annotated[Line, StringConstraints(min_length=1, max_length=100)]
Token = Annotated[str, Field(max_length=4096)]


class LoginCreate(WireModel):
    """E-mail and password; the tenant's slug only where one address belongs to several tenants."""

    email: Line = Field(max_length=254, examples=["ada@acme.example"])
    password: str = Field(max_length=1024, examples=["correct horse battery"])
    tenant: Line | None = Field(default=None, max_length=63, examples=["acme"])


class LoginUserRead(WireModel):
    """Who has logged in."""

    id: UUID
    email: str
    name: str
    role: Role
    tenant_id: UUID
    tenant_name: str
    declared_status: Literal["available", "busy", "away"]


class RefreshRead(WireModel):
    """An access token for `expiresIn` seconds, and the refresh token that replaces the one used."""

    access_token: str
    expires_in: int = Field(examples=[900])
    refresh_token: str = Field(examples=["chr_…"])


class LoginRead(RefreshRead):
    """The tokens and the user."""

    user: LoginUserRead


class RefreshCreate(WireModel):
    """A refresh token. It is good once."""

    refresh_token: Token


class LogoutCreate(WireModel):
    """The refresh token of the log-in to end, where no access token is at hand any more."""

    refresh_token: Token | None = None


class ServiceTokenRead(WireModel):
    """The answer that RFC 6749 prescribes, in its own spelling."""

    access_token: str = Field(alias="access_token")
    token_type: Literal["Bearer"] = Field(default="Bearer", alias="token_type")
    expires_in: int = Field(alias="expires_in", examples=[900])
    scope: str = Field(examples=["conversations:read users:read"])


class ApiKeyCreate(WireModel):
    """A name to know it by, and what it may."""

    name: Name = Field(examples=["Warehouse sync"])
    scopes: list[str] = Field(min_length=1, max_length=30, examples=[["conversations:read"]])


class ApiKeyRead(WireModel):
    """A key, without its secret."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None


class ApiKeyCreated(ApiKeyRead):
    """A new key, shown this once: whole as a bearer token, or in its two parts as client credentials."""

    key: str = Field(examples=["chk_0197…_k3v…"])
    client_id: UUID
    client_secret: str


class ApiKeyList(WireModel):
    """All keys that hold."""

    items: list[ApiKeyRead]


class SocketCreate(WireModel):
    """For a conversation's socket its id; an agent's own socket names none."""

    conversation_id: UUID | None = None


class SocketRead(WireModel):
    """Connect to `url` before `expiresAt`, with the token and this nonce."""

    nonce: str
    url: str = Field(examples=["wss://chat.example.com/ws/v1/agent"])
    expires_at: datetime


def login_read(found: LoggedIn) -> LoginRead:
    """Build the response to a log-in."""
    user = found.user
    return LoginRead(
        access_token=found.access.token,
        expires_in=found.access.expires_in,
        refresh_token=found.refresh_token,
        user=LoginUserRead.model_validate(
            {
                "id": user.id,
                "email": user.email,
                "name": user.name,
                "role": user.role,
                "tenant_id": user.tenant_id,
                "tenant_name": found.tenant_name,
                "declared_status": user.declared_status,
            }
        ),
    )


def refresh_read(found: Refreshed) -> RefreshRead:
    """Build the response to a refresh."""
    return RefreshRead(
        access_token=found.access.token, expires_in=found.access.expires_in, refresh_token=found.refresh_token
    )


def api_key_read(key: ApiKey) -> ApiKeyRead:
    """Build the listed form of a key."""
    return ApiKeyRead(
        id=key.id, name=key.name, scopes=key.scopes, created_at=key.created_at, last_used_at=key.last_used_at
    )


def api_key_created(key: ApiKey, text: str) -> ApiKeyCreated:
    """Build the response that shows the secret."""
    secret = text.split("_", 2)[2]
    return ApiKeyCreated(**api_key_read(key).model_dump(), key=text, client_id=key.id, client_secret=secret)
