"""A brief before it is saved: lines, and the messages that each rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chorus.language.mood import Mood


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the engine reads it. `quotes` are the passages that a bot's answer rests on."""

    id: UUID
    role: str
    name: str
    text: str
    is_note: bool = False
    quotes: tuple[str, ...] = ()
    has_files: bool = False

    @property
    def is_customer(self) -> bool:
        """The customer wrote it."""
        return self.role == "customer"

    @property
    def is_agent(self) -> bool:
        """An agent wrote it, to the customer or as a note."""
        return self.role == "agent"

    @property
    def is_bot(self) -> bool:
        """The bot wrote it."""
        return self.role == "bot"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a brief. A line without messages is dropped."""

    text: str
    message_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MoodLine(Line):
    """The mood, with the words that show it."""

    value: Mood = Mood.CALM


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of a brief."""

    intent: Line | None = None
    facts: tuple[Line, ...] = ()
    steps: tuple[Line, ...] = ()
    open_question: Line | None = None
    mood: MoodLine | None = None
    next_step: Line | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing could be said."""
        return self.intent is None and not self.facts and not self.steps and self.open_question is None


def proven(draft: Draft, messages: Sequence[Said]) -> Draft:
    """Return the draft without lines that cite no message or a missing one."""
    known = {said.id for said in messages}

    def holds(line: Line | None) -> bool:
        return line is not None and bool(line.message_ids) and known.issuperset(line.message_ids)

    return replace(
        draft,
        intent=draft.intent if holds(draft.intent) else None,
        facts=tuple(line for line in draft.facts if holds(line)),
        steps=tuple(line for line in draft.steps if holds(line)),
        open_question=draft.open_question if holds(draft.open_question) else None,
        mood=draft.mood if holds(draft.mood) else None,
        next_step=draft.next_step if holds(draft.next_step) else None,
    )
