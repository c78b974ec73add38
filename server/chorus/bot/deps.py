"""What the bot needs from its process."""

from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from chorus.bot.knowledge import Knowledge
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
    def models(self) -> Models:
        """Language models by access."""
        ...


def knowledge_services(request: Request) -> KnowledgeDeps:
    """The services of the process that serves this request."""
    return cast("KnowledgeDeps", request.app.state.services)


Services = Annotated[KnowledgeDeps, Depends(knowledge_services)]
