"""Inboxes on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StringConstraints
from pydantic.alias_generators import to_camel

from chorus.chat.inboxes.errors import BadOrigin
from chorus.chat.inboxes.origins import exact_origin
from chorus.chat.inboxes.table import Inbox
from chorus.protocol.constraints import Constraint, broken
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Line, Paragraph

Name = Annotated[Line, StringConstraints(min_length=1, max_length=100)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Greeting = Annotated[Paragraph, StringConstraints(max_length=500)]
Color = Annotated[str, StringConstraints(to_lower=True, pattern=r"^#[0-9a-fA-F]{6}$")]

COLOR = "#2563eb"
LANGUAGES = ["en", "fr", "es", "pt", "de"]
GREETING = "Hello! How can we help?"


def _exact(text: str) -> str:
    try:
        return exact_origin(text)
    except BadOrigin as error:
        raise broken(Constraint.ORIGIN, error.text) from error


Origin = Annotated[str, AfterValidator(_exact)]


class InboxSettings(WireModel):
    """Appearance and greeting of the widget."""

    greeting: dict[Language, Greeting] = Field(
        {"en": GREETING}, max_length=20, description="By language.", examples=[{"en": GREETING, "fr": "Bonjour !"}]
    )
    color: Color = Field(COLOR, description="#rrggbb")
    languages: list[Language] = Field(LANGUAGES, min_length=1, max_length=20)
    bot_name: Name = "Bot"
    company_name: Name | None = Field(None, description="The tenant's name when left out.")


class StoredSettings(InboxSettings):
    """Settings as stored; those of another version are skipped."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")


class InboxSettingsUpdate(WireModel):
    """Only what is named changes."""

    greeting: dict[Language, Greeting] = Field({}, max_length=20)
    color: Color = COLOR
    languages: list[Language] = Field(LANGUAGES, min_length=1, max_length=20)
    bot_name: Name = "Bot"
    company_name: Name | None = None


class InboxCreate(WireModel):
    """A site that shall carry the widget. Without an allowed origin no site can use it."""

    name: Name = Field(examples=["Shop"])
    channel: Literal["web"] = "web"
    allowed_origins: list[Origin] = Field([], max_length=50, examples=[["https://www.example.com"]])
    settings: InboxSettings = InboxSettings()


class InboxUpdate(WireModel):
    """Only what is named changes."""

    name: Name | None = None
    allowed_origins: list[Origin] | None = Field(None, max_length=50)
    requires_identity: StrictBool | None = None
    is_enabled: StrictBool | None = None
    settings: InboxSettingsUpdate = InboxSettingsUpdate()


class InboxRead(WireModel):
    """An inbox; its identity secret is never shown again."""

    id: UUID
    channel: str
    name: str
    allowed_origins: list[str]
    has_identity_secret: bool
    requires_identity: bool
    is_enabled: bool
    settings: InboxSettings
    created_at: datetime


class InboxDetail(InboxRead):
    """An inbox with the snippet for the site's pages."""

    snippet: str | None = Field(examples=['<script src="https://chat.example.com/widget/chorus.js" …></script>'])


class InboxPage(WireModel):
    """Inboxes by name."""

    items: list[InboxRead]
    next_cursor: str | None


class IdentityKey(WireModel):
    """The site's public key (PEM), where it signs with its private one. Without it, a shared secret is made."""

    public_key: str | None = Field(None, max_length=4000)


class IdentitySecretRead(WireModel):
    """The new secret, shown this once: the site's server signs its customers' identities with it (HS256)."""

    secret: str | None


def inbox_fields(inbox: Inbox) -> dict[str, object]:
    """Return the row as its users see it, by field."""
    return {
        "id": inbox.id,
        "channel": inbox.channel,
        "name": inbox.name,
        "allowed_origins": inbox.allowed_origins,
        "has_identity_secret": inbox.identity_secret is not None,
        "requires_identity": inbox.requires_identity,
        "is_enabled": inbox.is_enabled,
        "settings": settings_of(inbox),
        "created_at": inbox.created_at,
    }


def settings_of(inbox: Inbox) -> InboxSettings:
    """Return the inbox's settings with defaults."""
    return StoredSettings.model_validate(inbox.settings)
