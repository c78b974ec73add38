"""Every SELECT on documents and passages."""

from uuid import UUID

from sqlmodel import col, select

from chorus.core.actor import Actor
from chorus.core.ids import DocumentId
from chorus.core.paging import PAGE_DEFAULT, Page, encode_cursor, time_and_id
from chorus.knowledge.documents.table import Document, Passage
from chorus.knowledge.errors import DocumentNotFound
from chorus.stores.postgres.database import Tx
from chorus.stores.postgres.statements import columns


async def find(tx: Tx, actor: Actor, document_id: DocumentId) -> Document:
    """Return the document.

    Raises:
        DocumentNotFound: If it does not exist.
    """
    found = await tx.first(select(Document).where(Document.tenant_id == actor.tenant_id, Document.id == document_id))
    if found is None:
        raise DocumentNotFound
    return found


async def content_of(tx: Tx, document_id: DocumentId) -> bytes | None:
    """Return the uploaded bytes; None if the document was deleted."""
    found: bytes | None = await tx.value(
        "SELECT content FROM documents WHERE tenant_id = $1 AND id = $2", tx.tenant_id, document_id
    )
    return found


async def is_kept(tx: Tx, document_id: DocumentId) -> bool:
    """Return whether the document still exists."""
    found = await tx.value("SELECT 1 FROM documents WHERE tenant_id = $1 AND id = $2", tx.tenant_id, document_id)
    return found is not None


async def id_by_hash(tx: Tx, sha256: bytes) -> DocumentId | None:
    """Return the document with identical content."""
    found = await tx.value("SELECT id FROM documents WHERE tenant_id = $1 AND sha256 = $2", tx.tenant_id, sha256)
    return None if found is None else DocumentId(found)


async def page(
    tx: Tx, actor: Actor, *, cursor: str | None = None, limit: int = PAGE_DEFAULT
) -> Page[tuple[Document, int]]:
    """List documents with their number of passages, newest first."""
    after_time, after_id = time_and_id(cursor)
    rows = await tx.records(
        f"SELECT {columns(Document, 'd')}, (SELECT count(*) FROM passages p"  # noqa: S608 - names come from the class
        " WHERE p.tenant_id = d.tenant_id AND p.document_id = d.id) AS passage_count"
        " FROM documents d WHERE d.tenant_id = $1"
        " AND ($2::timestamptz IS NULL OR (d.created_at, d.id) < ($2, $3::uuid))"
        " ORDER BY d.created_at DESC, d.id DESC LIMIT $4",
        actor.tenant_id,
        after_time,
        after_id,
        limit + 1,
    )
    items = [(Document.from_record(row), int(row["passage_count"])) for row in rows[:limit]]
    if len(rows) <= limit:
        return Page(items, None)
    last = items[-1][0]
    return Page(items, encode_cursor(last.created_at.isoformat(), str(last.id)))


async def passage_count(tx: Tx, document_id: DocumentId) -> int:
    """Count a document's passages."""
    found: int = await tx.value(
        "SELECT count(*) FROM passages WHERE tenant_id = $1 AND document_id = $2", tx.tenant_id, document_id
    )
    return found


async def passages_of(tx: Tx, document_id: DocumentId, *, limit: int) -> list[Passage]:
    """Return the first passages of a document."""
    of_document = select(Passage).where(Passage.tenant_id == tx.tenant_id, Passage.document_id == document_id)
    return await tx.all(of_document.order_by(col(Passage.ordinal)).limit(limit))


async def passages_after(tx: Tx, passage_id: UUID | None, *, limit: int) -> list[Passage]:
    """Return a page of the tenant's passages by id."""
    statement = select(Passage).where(Passage.tenant_id == tx.tenant_id)
    if passage_id is not None:
        statement = statement.where(col(Passage.id) > passage_id)
    return await tx.all(statement.order_by(col(Passage.id)).limit(limit))


async def passage_ids(tx: Tx) -> set[UUID]:
    """Return the ids of all passages."""
    return {row[0] for row in await tx.records("SELECT id FROM passages WHERE tenant_id = $1", tx.tenant_id)}
