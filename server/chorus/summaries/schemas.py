"""Briefs on the wire and in `conversations.metadata.summary`."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from chorus.core.ids import ConversationId
from chorus.language.mood import Mood
from chorus.protocol.model import WireModel
from chorus.summaries.draft import Draft, Line


class LineRead(WireModel):
    """A statement, and the messages that prove it."""

    text: str
    message_ids: list[UUID]


class MoodRead(LineRead):
    """The customer's mood."""

    value: Mood


class SavedBrief(WireModel):
    """A brief as it is kept with its conversation. `basis_position` is the newest message that it knows."""

    version: int
    origin: Literal["rules", "model"]
    basis_position: int
    made_at: datetime
    status: str
    model: str | None = None
    intent: LineRead | None = None
    facts: list[LineRead] = []
    steps: list[LineRead] = []
    open_question: LineRead | None = None
    mood: MoodRead | None = None
    next_step: LineRead | None = None
    note: str | None = None


class BriefRead(WireModel):
    """The hand-over brief. `isStale`: newer messages exist. `note` says why a rule-made one stands."""

    conversation_id: UUID
    version: int
    origin: Literal["rules", "model"]
    basis_position: int
    is_stale: bool
    made_at: datetime
    model: str | None
    intent: LineRead | None
    facts: list[LineRead]
    steps: list[LineRead]
    open_question: LineRead | None
    mood: MoodRead | None
    next_step: LineRead | None
    note: str | None


def brief_read(conversation_id: ConversationId, saved: SavedBrief, message_position: int) -> BriefRead:
    """Return a saved brief as agents see it."""
    return BriefRead(
        conversation_id=conversation_id,
        is_stale=saved.basis_position < message_position,
        **{name: getattr(saved, name) for name in SavedBrief.model_fields if name != "status"},
    )


def lines_of(draft: Draft) -> dict[str, Any]:
    """Return the lines of a draft, for a `SavedBrief`."""
    return {
        "intent": _line(draft.intent),
        "facts": [_line(line) for line in draft.facts],
        "steps": [_line(line) for line in draft.steps],
        "open_question": _line(draft.open_question),
        "mood": None if draft.mood is None else {**_fields(draft.mood), "value": draft.mood.value},
        "next_step": _line(draft.next_step),
    }


def _line(line: Line | None) -> dict[str, Any] | None:
    return None if line is None else _fields(line)


def _fields(line: Line) -> dict[str, Any]:
    return {"text": line.text, "message_ids": list(line.message_ids)}
