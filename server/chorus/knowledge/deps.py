"""Dependencies of the knowledge base."""

from typing import Protocol

from chorus.knowledge.index import Knowledge
from chorus.stores.postgres.database import Database


class KnowledgeDeps(Protocol):
    """Dependencies of documents."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...

    @property
    def knowledge(self) -> Knowledge:
        """Index and embedder."""
        ...
