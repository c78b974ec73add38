"""What the bot needs from its process."""

from typing import Protocol

from chorus.bot.knowledge_deps import KnowledgeDeps
from chorus.chat.escalations.duty import Duty
from chorus.chat.messages.append import MessageWriter
from chorus.stores.models import Models


class BotDeps(KnowledgeDeps, Protocol):
    """For answers."""

    @property
    def writer(self) -> MessageWriter:
        """The batch writer of this process."""
        ...

    @property
    def duty(self) -> Duty:
        """Who could take a conversation now."""
        ...

    @property
    def models(self) -> Models:
        """Language models by access."""
        ...
