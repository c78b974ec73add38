"""Canned replies on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chorus.protocol.frames import TEXT_MAX
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Paragraph

Shortcut = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")
]
Content = Annotated[Paragraph, StringConstraints(min_length=1, max_length=TEXT_MAX)]


class CannedReplyCreate(WireModel):
    """A shortcut and what it stands for."""

    shortcut: Shortcut = Field(examples=["refund"])
    content: Content = Field(examples=["The refund is on its way."])


class CannedReplyUpdate(WireModel):
    """Only what is named changes."""

    shortcut: Shortcut | None = None
    content: Content | None = None


class CannedReplyRead(WireModel):
    """A canned reply."""

    id: UUID
    shortcut: str
    content: str
    updated_at: datetime


class CannedReplyPage(WireModel):
    """Canned replies by shortcut."""

    items: list[CannedReplyRead]
    next_cursor: str | None
