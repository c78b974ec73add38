"""Assignments on the wire."""

from uuid import UUID

from pydantic import Field

from chorus.protocol.frames import TEXT_MAX
from chorus.protocol.model import WireModel


class TransferCreate(WireModel):
    """To one agent or one team; the note is for whoever takes it. A retry has the same `noteId`, a UUIDv7."""

    agent_id: UUID | None = None
    team_id: UUID | None = None
    note: str = Field("", max_length=TEXT_MAX)
    note_id: UUID | None = None
