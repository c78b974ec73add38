"""Briefs on a real database."""

from dataclasses import dataclass, field

import pytest

from chorus.chat.conversations.queries import find
from chorus.chat.conversations.table import Conversation
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.llm.models import Models
from chorus.stores.postgres.database import Database
from chorus.summaries.make_brief import make_brief
from chorus.summaries.schemas import SavedBrief
from tests import people


@dataclass(frozen=True)
class Figures:
    """The settings that the engine reads. The model has longer than in production: the machine may be busy."""

    summary_seconds: float = 30.0


@dataclass
class Engine:
    """What a worker process gives the engine's jobs."""

    database: Database
    models: Models = field(default_factory=Models)
    settings: Figures = field(default_factory=Figures)

    async def makes(self, conversation: Conversation) -> SavedBrief | None:
        """The job runs."""
        return await make_brief(self, TenantId(conversation.tenant_id), conversation.id)

    async def conversation(self, actor: Actor, conversation: Conversation) -> Conversation:
        """As it is now."""
        async with self.database.transaction(actor.tenant_id) as tx:
            return await find(tx, actor, conversation.id)


@pytest.fixture
async def engine(database: Database) -> Engine:
    """An engine without a model."""
    return Engine(database)


@pytest.fixture
async def conversation(database: Database, bao: Actor) -> Conversation:
    """Bao's."""
    return await people.conversation_with(database, bao)
