"""Dependencies of the bot."""

from typing import Protocol

from chorus.chat.messages.append import MessageWriter
from chorus.knowledge.deps import KnowledgeDeps
from chorus.llm.models import Models
from chorus.routing.availability.port import AgentAvailability


class BotDeps(KnowledgeDeps, Protocol):
    """Dependencies of answers."""

    @property
    def writer(self) -> MessageWriter:
        """The batch writer of this process."""
        ...

    @property
    def duty(self) -> AgentAvailability:
        """Who could take a conversation now."""
        ...

    @property
    def models(self) -> Models:
        """Language models by access."""
        ...
