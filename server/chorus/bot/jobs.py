"""The bot's jobs."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from chorus.bot.answer import answer
from chorus.bot.deps import BotDeps, KnowledgeDeps
from chorus.bot.documents.index import index_document
from chorus.bot.rebuild import JOB as REBUILD
from chorus.bot.rebuild import rebuild
from chorus.core.ids import ConversationId, DocumentId, MessageId, TenantId


async def answer_message(deps: BotDeps, *, tenant_id: str, conversation_id: str, message_id: str) -> None:
    """A customer wrote while the bot had the floor."""
    await answer(deps, TenantId(UUID(tenant_id)), ConversationId(UUID(conversation_id)), MessageId(UUID(message_id)))


async def index(deps: KnowledgeDeps, *, tenant_id: str, document_id: str) -> None:
    """A document was added."""
    await index_document(deps.database, deps.knowledge, TenantId(UUID(tenant_id)), DocumentId(UUID(document_id)))


async def forget(deps: KnowledgeDeps, *, tenant_id: str, document_id: str) -> None:
    """A document was removed."""
    if deps.knowledge.vectors is not None:
        await deps.knowledge.vectors.remove_document(TenantId(UUID(tenant_id)), DocumentId(UUID(document_id)))


async def rebuild_index(deps: KnowledgeDeps, *, tenant_id: str) -> None:
    """Somebody asked for the index of a tenant to be made again."""
    await rebuild(deps.database, deps.knowledge, TenantId(UUID(tenant_id)))


TASKS: dict[str, Callable[..., Awaitable[None]]] = {
    "bot.answer": answer_message,
    "bot.index_document": index,
    "bot.forget_document": forget,
    REBUILD: rebuild_index,
}
