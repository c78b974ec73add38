"""Queries of the summary engine."""

from dataclasses import dataclass

from chorus.chat.conversations.queries import find
from chorus.chat.conversations.table import Conversation, ConversationStatus
from chorus.chat.messages.queries import transcript
from chorus.chat.messages.table import Message
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId
from chorus.llm.models import ModelAccess, access_of
from chorus.stores.postgres.database import Tx
from chorus.summaries.draft import Said
from chorus.summaries.schemas import SavedBrief

MESSAGES_MAX = 200
# Who pastes a whole log into a message has said what matters at its start.
TEXT_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Basis:
    """The input of a brief: a consistent snapshot at `position`."""

    conversation: Conversation
    messages: list[Said]
    access: ModelAccess | None
    saved: SavedBrief | None

    @property
    def position(self) -> int:
        """The newest message."""
        return self.conversation.message_position

    @property
    def is_closed(self) -> bool:
        """Nothing is left to do."""
        return self.conversation.status is ConversationStatus.CLOSED

    @property
    def is_up_to_date(self) -> bool:
        """Whether the saved brief was made of just this."""
        return (
            self.saved is not None
            and self.saved.basis_position == self.position
            and self.saved.status == self.conversation.status
        )


async def basis_of(tx: Tx, actor: Actor, conversation_id: ConversationId) -> Basis:
    """Read it all; notes too, for a brief is for agents."""
    conversation = await find(tx, actor, conversation_id)
    messages = await transcript(tx, actor, conversation_id, limit=MESSAGES_MAX)
    # Nothing that came after the conversation was read: the brief must not claim less than it knows.
    known = [message for message in messages if message.agent_position <= conversation.message_position]
    said = [_said(message) for message in known if message.message_type != "notice"]
    return Basis(conversation, said, await access_of(tx, "brief"), saved_of(conversation))


def saved_of(conversation: Conversation) -> SavedBrief | None:
    """Return the saved brief; None without one, or if it is of an unreadable version."""
    summary = (conversation.details or {}).get("summary")
    if summary is None:
        return None
    try:
        return SavedBrief.model_validate(summary)
    except ValueError:
        return None


def _said(message: Message) -> Said:
    return Said(
        id=message.id,
        role=message.role,
        name=message.author_name,
        text=message.content[:TEXT_MAX],
        is_note=message.message_type == "note",
        quotes=tuple(str(source.get("quote", "")) for source in message.sources if source.get("quote")),
        has_files=message.message_type == "attachment",
    )
