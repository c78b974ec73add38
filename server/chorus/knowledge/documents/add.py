"""Take a document into the knowledge base; a job makes its passages."""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import DocumentId, new_id
from chorus.knowledge.documents.queries import find, id_by_hash
from chorus.knowledge.documents.table import Document
from chorus.knowledge.errors import DocumentKnown, DocumentStorageFull, DocumentTooLarge, TooManyDocuments
from chorus.knowledge.parsing.sniff import Kind, kind_of
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import DocumentAdded
from chorus.stores.jobs.job import DOCUMENTS, Job, documents_lock
from chorus.stores.postgres.database import Tx
from chorus.stores.postgres.storage_counts import stored

SIZE_MAX = 10 * 1024 * 1024
TITLE_MAX = 200


@dataclass(frozen=True, slots=True)
class DocumentQuota:
    """The limits of a tenant's documents: their number and total size."""

    items: int = 1_000
    bytes: int = 1024**3


SHELF = DocumentQuota()


async def add_document(
    tx: Tx,
    actor: Actor,
    *,
    content: bytes,
    title: str = "",
    file_name: str = "",
    media_type: str = "",
    shelf: DocumentQuota = SHELF,
) -> Document:
    """Keep the document and enqueue its indexing. The type is judged by the content; the same content is refused.

    Raises:
        DocumentKnown: If the knowledge base has this document already.
        DocumentTooLarge: If the file is too large.
    """
    if len(content) > SIZE_MAX:
        raise DocumentTooLarge(maxBytes=SIZE_MAX)
    kind, sha256 = await asyncio.to_thread(_judged, content, file_name, media_type)
    known = await id_by_hash(tx, sha256)
    if known is not None:
        raise DocumentKnown(documentId=str(known))
    document = Document(
        id=DocumentId(new_id()),
        tenant_id=actor.tenant_id,
        title=_title(title, file_name),
        file_name=file_name[:255],
        media_type=kind.media_type,
        charset=kind.charset,
        size_bytes=len(content),
        sha256=sha256,
        content=content,
        created_at=now(),
    )
    await tx.insert(document)
    await _require_space(tx, shelf)
    tx.record_for_tenant(
        DocumentAdded(document_id=document.id, title=document.title, actor=by(actor), at=document.created_at)
    )
    tx.defer(index_job(actor, document.id))
    return await find(tx, actor, document.id)


def _judged(content: bytes, file_name: str, media_type: str) -> tuple[Kind, bytes]:
    return kind_of(content, file_name=file_name, declared=media_type), hashlib.sha256(content).digest()


async def _require_space(tx: Tx, shelf: DocumentQuota) -> None:
    # Behind the insert, which counts this document and keeps others from counting until the commit.
    kept = await stored(tx, "documents")
    if kept.items > shelf.items:
        raise TooManyDocuments(maxDocuments=shelf.items)
    if kept.bytes > shelf.bytes:
        raise DocumentStorageFull(maxBytes=shelf.bytes)


def index_job(actor: Actor, document_id: DocumentId) -> Job:
    """Return the job that indexes a document."""
    return Job(
        "bot.index_document",
        {"tenant_id": actor.tenant_id, "document_id": document_id},
        queue=DOCUMENTS,
        lock=documents_lock(actor.tenant_id),
    )


def _title(title: str, file_name: str) -> str:
    named = PurePath(file_name).stem.replace("_", " ").replace("-", " ").strip()
    chosen = " ".join((title or named or "Untitled").replace("\x00", "").split())
    return chosen[:TITLE_MAX]
