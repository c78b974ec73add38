"""A bot with a real database, a real embedder and an index in memory; the tenant's documents are put in as files."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from chorus.bot.answer import answer
from chorus.bot.decide import Decision
from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.queries import transcript
from chorus.chat.messages.table import Message
from chorus.core.actor import Actor, system_of
from chorus.core.ids import DocumentId, MessageId, TenantId, UserId, new_id
from chorus.knowledge.documents.add import add_document
from chorus.knowledge.documents.index import index_document
from chorus.knowledge.documents.queries import find
from chorus.knowledge.documents.remove import remove_document
from chorus.knowledge.documents.table import Document
from chorus.knowledge.embedding import embedder as embedders
from chorus.knowledge.embedding.embedder import OnnxEmbedder
from chorus.knowledge.index import Knowledge
from chorus.llm.models import Models
from chorus.stores.postgres.database import Database
from chorus.stores.vectors.memory import MemoryVectors
from tests import people

needs_kb = pytest.mark.skipif(not embedders.is_installed(), reason="needs the extra `kb`")

SHOP = """# Returns

You may return any item within 30 days of delivery, unworn and in its box. Sale items are final.

## How to send something back

1. Open your order in your account.
2. Choose "Return" and print the label.
3. Hand the parcel to any post office.

Refunds reach your card within 5 working days after the parcel arrives.

# Delivery

Standard delivery takes 3 to 5 working days and costs 4.90 euros. Above 60 euros it is free.
Express delivery arrives the next working day for 12 euros when ordered before 2 pm.

# Warranty

Our coffee machines have a warranty of two years. Error E-42 means that the water tank is empty.
"""


@dataclass
class OnDuty:
    """Says who is there: somebody, unless told otherwise."""

    users: list[UserId] = field(default_factory=lambda: [UserId(new_id())])

    async def available(self, _tenant_id: TenantId) -> list[UserId]:
        """These."""
        return self.users


@dataclass
class Bot:
    """What a worker process gives the bot's jobs."""

    database: Database
    writer: MessageWriter
    knowledge: Knowledge
    models: Models = field(default_factory=Models)
    duty: OnDuty = field(default_factory=OnDuty)

    async def learns(self, tenant_id: TenantId, text: str | bytes, *, file_name: str = "shop.md") -> Document:
        """A document is added and indexed."""
        content = text.encode() if isinstance(text, str) else text
        added = await self.adds(tenant_id, content, file_name=file_name)
        await index_document(self.database, self.knowledge, tenant_id, added.id)
        async with self.database.transaction(tenant_id) as tx:
            return await find(tx, system_of(tenant_id), added.id)

    async def adds(self, tenant_id: TenantId, content: bytes, *, file_name: str = "shop.md") -> Document:
        """A document is added."""
        async with self.database.transaction(tenant_id) as tx:
            return await add_document(tx, system_of(tenant_id), content=content, file_name=file_name)

    async def removes(self, actor: Actor, document_id: DocumentId) -> None:
        """A document is removed."""
        async with self.database.transaction(actor.tenant_id) as tx:
            await remove_document(tx, actor, document_id)

    async def hears(self, customer: Actor, conversation: Conversation, *texts: str) -> Decision | None:
        """The customer says something and the bot's job for the last of it runs."""
        message_id = MessageId(new_id())
        for text in texts:
            message_id = MessageId(new_id())
            await people.says(self.writer, customer, conversation, text, message_id)
        return await answer(self, customer.tenant_id, conversation.id, message_id)

    async def said(self, customer: Actor, conversation: Conversation) -> list[Message]:
        """What the bot said, in order."""
        async with self.database.transaction(customer.tenant_id) as tx:
            messages = await transcript(tx, customer, conversation.id)
        return [message for message in messages if message.role == "bot"]


@pytest.fixture(scope="session")
async def embedder() -> AsyncIterator[OnnxEmbedder]:
    """The real model, loaded once."""
    found = OnnxEmbedder()
    yield found
    found.close()


@pytest.fixture
async def bot(database: Database, writer: MessageWriter, embedder: OnnxEmbedder) -> Bot:
    """A bot that knows nothing yet."""
    return Bot(database, writer, Knowledge(MemoryVectors(), embedder))


@pytest.fixture
async def bot_by_words(database: Database, writer: MessageWriter) -> Bot:
    """The same without the extra `kb`."""
    return Bot(database, writer, Knowledge())


@pytest.fixture
async def conversation(database: Database, bao: Actor) -> Conversation:
    """Bao's, with the bot on the floor."""
    return await people.conversation_with(database, bao)
