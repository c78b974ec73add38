"""Make a document findable: cut it, embed it, keep its passages in PostgreSQL and their vectors in the index."""

import structlog

from chorus.bot.documents.errors import DocumentNotFound, Unreadable
from chorus.bot.documents.parsing.blocks import Cut
from chorus.bot.documents.parsing.read import read
from chorus.bot.documents.queries import content_of, find
from chorus.bot.documents.table import Document, Passage
from chorus.bot.knowledge import Knowledge
from chorus.bot.passages import vectors_of
from chorus.core.actor import system_of
from chorus.core.clock import now
from chorus.core.errors import UnavailableError
from chorus.core.ids import DocumentId, TenantId, new_id
from chorus.core.text.language import detect
from chorus.stores.database import Database
from chorus.stores.vectors import Entry

log = structlog.get_logger(__name__)

SAMPLE = 2_000


async def index_document(
    database: Database, knowledge: Knowledge, tenant_id: TenantId, document_id: DocumentId
) -> None:
    """Repeating it gives the same. What cannot be read ends as `failed`, with a sentence that says why."""
    async with database.transaction(tenant_id) as tx:
        try:
            document = await find(tx, system_of(tenant_id), document_id)
        except DocumentNotFound:
            return
        content = await content_of(tx, document_id)
    try:
        cuts = await read(content or b"", document.media_type)
    except Unreadable as error:
        async with database.transaction(tenant_id) as tx:
            await tx.update(document, status="failed", failure=str(error))
        log.info("document.failed", document=str(document_id), media_type=document.media_type)
        return
    await _store(database, knowledge, document, cuts)


async def _store(database: Database, knowledge: Knowledge, document: Document, cuts: list[Cut]) -> None:
    passages = [
        Passage(new_id(), document.tenant_id, document.id, ordinal, cut.heading, cut.content)
        for ordinal, cut in enumerate(cuts)
    ]
    try:
        entries = await _entries(knowledge, document, passages)
        await _replace(database, document, passages)
        await _put(knowledge, document, entries)
    except UnavailableError:
        # PostgreSQL has the passages, so words find them; the job is tried again for the vectors.
        await _replace(database, document, passages)
        await _is_ready(database, document, passages)
        raise
    # It may have been deleted meanwhile; its job to forget came too early, or comes after this one.
    if not await _is_ready(database, document, passages) and knowledge.vectors is not None:
        await knowledge.vectors.remove_document(document.tenant_id, document.id)


async def _entries(knowledge: Knowledge, document: Document, passages: list[Passage]) -> list[Entry]:
    if knowledge.embedder is None or knowledge.vectors is None:
        return []
    made = await vectors_of(knowledge.embedder, document.title, passages)
    return [Entry(passage.id, document.id, vector) for passage, vector in zip(passages, made, strict=True)]


async def _put(knowledge: Knowledge, document: Document, entries: list[Entry]) -> None:
    if knowledge.vectors is not None:
        await knowledge.vectors.remove_document(document.tenant_id, document.id)
        await knowledge.vectors.put(document.tenant_id, entries)


async def _is_ready(database: Database, document: Document, passages: list[Passage]) -> bool:
    sample = " ".join(passage.content for passage in passages[:20])[:SAMPLE]
    async with database.transaction(document.tenant_id) as tx:
        changed = await tx.execute(
            "UPDATE documents SET status = 'ready', failure = NULL, indexed_at = $3, language = $4"
            " WHERE tenant_id = $1 AND id = $2",
            document.tenant_id,
            document.id,
            now(),
            detect(sample, at_least=5.0),
        )
    return bool(changed)


async def _replace(database: Database, document: Document, passages: list[Passage]) -> None:
    async with database.transaction(document.tenant_id) as tx:
        locked = await tx.value(
            "SELECT 1 FROM documents WHERE tenant_id = $1 AND id = $2 FOR UPDATE", document.tenant_id, document.id
        )
        if locked is None:
            return
        await tx.execute(
            "DELETE FROM passages WHERE tenant_id = $1 AND document_id = $2", document.tenant_id, document.id
        )
        await tx.connection.executemany(
            "INSERT INTO passages (id, tenant_id, document_id, ordinal, heading, content)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            [
                (passage.id, passage.tenant_id, passage.document_id, passage.ordinal, passage.heading, passage.content)
                for passage in passages
            ],
        )
