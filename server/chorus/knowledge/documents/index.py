"""Make a document findable: cut it, keep its passages in PostgreSQL, embed them, put their vectors in the index."""

from collections.abc import Sequence
from typing import Literal

import structlog

from chorus.core.actor import system_of
from chorus.core.clock import now
from chorus.core.errors import ChorusError, UnavailableError
from chorus.core.ids import DocumentId, TenantId, new_id
from chorus.knowledge.documents.queries import content_of, find, is_kept
from chorus.knowledge.documents.table import Document, DocumentStatus, Passage
from chorus.knowledge.embedding.passages import vectors_of
from chorus.knowledge.errors import DocumentNotFound, Unreadable
from chorus.knowledge.index import Knowledge
from chorus.knowledge.parsing.blocks import Reading
from chorus.knowledge.parsing.read import Abandoned, read
from chorus.language.detect import detect
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import DocumentIndexed
from chorus.stores.postgres.database import Database
from chorus.stores.vectors.port import Entry

log = structlog.get_logger(__name__)

SAMPLE = 2_000
# Passages embedded between two looks at whether the document is still there: a second or two.
PASSAGES_AT_ONCE = 100
FAILED = (
    "An internal error occurred while processing the document. Upload it again. If it fails again, contact support."
)


async def index_document(
    database: Database, knowledge: Knowledge, tenant_id: TenantId, document_id: DocumentId
) -> None:
    """Index a document. Idempotent; an unreadable document ends as `failed` with a reason for the uploader.

    A document that is deleted meanwhile is given up within a second or two.

    Raises:
        ChorusError: If the request is refused.
    """
    async with database.transaction(tenant_id) as tx:
        try:
            document = await find(tx, system_of(tenant_id), document_id)
        except DocumentNotFound:
            return
        content = await content_of(tx, document_id)

    async def is_wanted() -> bool:
        async with database.transaction(tenant_id) as tx:
            return await is_kept(tx, document_id)

    try:
        reading = await read(content or b"", document.media_type, document.charset, is_wanted=is_wanted)
        await _store(database, knowledge, document, reading)
    except Unreadable as error:
        await _fail(database, document, str(error))
    except Abandoned:
        log.info("document.abandoned", document=str(document_id))
        if knowledge.vectors is not None:
            await knowledge.vectors.remove_document(tenant_id, document_id)
    except ChorusError:
        raise
    except Exception:
        # It is tried again; should that fail too, it must not look for ever as if it were being read.
        await _fail(database, document, FAILED)
        raise


async def _fail(database: Database, document: Document, why: str) -> None:
    async with database.transaction(document.tenant_id) as tx:
        await tx.update(document, status=DocumentStatus.FAILED, failure=why)
        tx.record_for_tenant(_indexed(document, "failed"))
    log.info("document.failed", document=str(document.id), media_type=document.media_type)


async def _store(database: Database, knowledge: Knowledge, document: Document, reading: Reading) -> None:
    passages = [
        Passage(
            id=new_id(),
            tenant_id=document.tenant_id,
            document_id=document.id,
            ordinal=ordinal,
            heading=cut.heading,
            content=cut.content,
        )
        for ordinal, cut in enumerate(reading.cuts)
    ]
    await _replace(database, document, passages)
    try:
        await _embed(database, knowledge, document, passages)
    except UnavailableError:
        # PostgreSQL has the passages, so words find them; the job is tried again for the vectors.
        await _be_ready(database, document, passages, reading.warning)
        raise
    await _be_ready(database, document, passages, reading.warning)


async def _embed(database: Database, knowledge: Knowledge, document: Document, passages: Sequence[Passage]) -> None:
    if knowledge.embedder is None or knowledge.vectors is None:
        return
    await knowledge.vectors.remove_document(document.tenant_id, document.id)
    for start in range(0, len(passages), PASSAGES_AT_ONCE):
        some = passages[start : start + PASSAGES_AT_ONCE]
        await _progress(database, document, 100 * start // len(passages))
        made = await vectors_of(knowledge.embedder, document.title, some)
        entries = [Entry(one.id, document.id, vector) for one, vector in zip(some, made, strict=True)]
        await knowledge.vectors.put(document.tenant_id, entries)


async def _progress(database: Database, document: Document, percent: int) -> None:
    async with database.transaction(document.tenant_id) as tx:
        changed = await tx.execute(
            "UPDATE documents SET progress = $3 WHERE tenant_id = $1 AND id = $2",
            document.tenant_id,
            document.id,
            percent,
        )
    if not changed:
        raise Abandoned


async def _be_ready(database: Database, document: Document, passages: list[Passage], warning: str) -> None:
    sample = " ".join(passage.content for passage in passages[:20])[:SAMPLE]
    async with database.transaction(document.tenant_id) as tx:
        changed = await tx.execute(
            "UPDATE documents SET status = 'ready', failure = NULL, indexed_at = $3, language = $4, warning = $5"
            " WHERE tenant_id = $1 AND id = $2",
            document.tenant_id,
            document.id,
            now(),
            detect(sample, at_least=5.0),
            warning or None,
        )
        if not changed:
            raise Abandoned
        tx.record_for_tenant(_indexed(document, "ready"))


def _indexed(document: Document, status: Literal["ready", "failed"]) -> DocumentIndexed:
    actor = by(system_of(document.tenant_id))
    return DocumentIndexed(document_id=document.id, status=status, actor=actor, at=now())


async def _replace(database: Database, document: Document, passages: list[Passage]) -> None:
    async with database.transaction(document.tenant_id) as tx:
        locked = await tx.value(
            "SELECT 1 FROM documents WHERE tenant_id = $1 AND id = $2 FOR UPDATE", document.tenant_id, document.id
        )
        if locked is None:
            raise Abandoned
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
