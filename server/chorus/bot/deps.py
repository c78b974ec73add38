"""What the bot needs from its process."""

from typing import Protocol

from chorus.bot.knowledge import Knowledge
from chorus.chat.escalations.duty import Duty
from chorus.chat.messages.append import MessageWriter
from chorus.stores.database import Database
from chorus.stores.models import Models


class KnowledgeDeps(Protocol):
    """For documents."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...

    @property
    def knowledge(self) -> Knowledge:
        """Index and embedder."""
        ...


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
