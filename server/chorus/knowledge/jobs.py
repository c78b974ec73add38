"""The knowledge base's jobs. Their names are in the database, so they keep those that they had as the bot's."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from chorus.core.ids import DocumentId, TenantId
from chorus.knowledge.deps import KnowledgeDeps
from chorus.knowledge.documents.index import index_document
from chorus.knowledge.rebuild import JOB as REBUILD
from chorus.knowledge.rebuild import rebuild


async def index(deps: KnowledgeDeps, *, tenant_id: str, document_id: str) -> None:
    """Index a document that was added."""
    await index_document(deps.database, deps.knowledge, TenantId(UUID(tenant_id)), DocumentId(UUID(document_id)))


async def forget(deps: KnowledgeDeps, *, tenant_id: str, document_id: str) -> None:
    """Remove a deleted document from the index."""
    if deps.knowledge.vectors is not None:
        await deps.knowledge.vectors.remove_document(TenantId(UUID(tenant_id)), DocumentId(UUID(document_id)))


async def rebuild_index(deps: KnowledgeDeps, *, tenant_id: str) -> None:
    """Rebuild the index of a tenant."""
    await rebuild(deps.database, deps.knowledge, TenantId(UUID(tenant_id)))


TASKS: dict[str, Callable[..., Awaitable[None]]] = {
    "bot.index_document": index,
    "bot.forget_document": forget,
    REBUILD: rebuild_index,
}
