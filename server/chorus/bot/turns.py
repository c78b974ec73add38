"""A conversation as the bot reads it: who said what, since it last got the floor."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from chorus.chat.messages.table import Message


@dataclass(frozen=True, slots=True)
class Turn:
    """A message that is visible to the customer."""

    id: UUID
    role: str
    text: str

    @property
    def is_customer(self) -> bool:
        """The customer wrote it."""
        return self.role == "customer"

    @property
    def is_bot(self) -> bool:
        """The bot wrote it."""
        return self.role == "bot"


def turns_of(messages: Iterable[Message]) -> list[Turn]:
    """Return the messages without notes and notices."""
    return [
        Turn(message.id, message.role, message.content)
        for message in messages
        if message.message_type in ("text", "attachment")
    ]
