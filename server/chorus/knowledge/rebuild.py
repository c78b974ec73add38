"""Make the index anew from PostgreSQL, or only what is missing in it. `chorus kb rebuild` asks for the first."""

from uuid import UUID

import structlog

from chorus.core.ids import TenantId
from chorus.identity.tenants import queries as tenants
from chorus.knowledge.documents.queries import passage_ids, passages_after
from chorus.knowledge.documents.table import Passage
from chorus.knowledge.embedding.embedder import Embedder, EmbedderUnavailable
from chorus.knowledge.embedding.passages import vectors_of
from chorus.knowledge.index import Knowledge
from chorus.knowledge.retrieval.candidates import candidates
from chorus.stores.jobs.job import DOCUMENTS, Job, documents_lock
from chorus.stores.postgres.database import Database
from chorus.stores.vectors.port import Entry, Vectors

log = structlog.get_logger(__name__)

BATCH = 200
JOB = "bot.rebuild_index"


async def rebuild(database: Database, knowledge: Knowledge, tenant_id: TenantId) -> int:
    """Drop and refill the index of a tenant; how many passages it now has."""
    vectors, _ = _parts(knowledge)
    await vectors.remove_tenant(tenant_id)
    passages = await _fill(database, knowledge, tenant_id, missing=None)
    log.info("index.rebuilt", tenant=str(tenant_id), passages=passages)
    return passages


async def ask_for_rebuild(database: Database) -> int:
    """Enqueue an index rebuild for every tenant. Return the number of tenants."""
    tenant_ids = await tenants.enabled(database)
    for tenant_id in tenant_ids:
        async with database.transaction(tenant_id) as tx:
            tx.defer(Job(JOB, {"tenant_id": tenant_id}, queue=DOCUMENTS, lock=documents_lock(tenant_id)))
    return len(tenant_ids)


async def repair(database: Database, knowledge: Knowledge) -> int:
    """Add what the index lacks, drop what PostgreSQL no longer has; how many were added. For the start of a worker."""
    vectors, _ = _parts(knowledge)
    added = 0
    for tenant in await tenants.enabled(database):
        async with database.transaction(tenant) as tx:
            known = await passage_ids(tx)
        indexed = await vectors.passage_ids(tenant) if known else set()
        # What is too much is never shown, for it is looked up in PostgreSQL; but it takes places among the nearest.
        if indexed - known:
            await vectors.remove_tenant(tenant)
            indexed = set()
        if known - indexed:
            added += await _fill(database, knowledge, tenant, missing=known - indexed)
            log.info("index.repaired", tenant=str(tenant), passages=len(known - indexed))
    return added


async def _fill(database: Database, knowledge: Knowledge, tenant: TenantId, *, missing: set[UUID] | None) -> int:
    vectors, embedder = _parts(knowledge)
    after, count = None, 0
    while True:
        async with database.transaction(tenant) as tx:
            page = await passages_after(tx, after, limit=BATCH)
            wanted = [passage for passage in page if missing is None or passage.id in missing]
            titles = {found.document_id: found.title for found in await candidates(tx, [one.id for one in wanted])}
        if not page:
            return count
        after = page[-1].id
        for document_id, title in titles.items():
            group: list[Passage] = [passage for passage in wanted if passage.document_id == document_id]
            made = await vectors_of(embedder, title, group)
            await vectors.put(
                tenant, [Entry(one.id, document_id, vector) for one, vector in zip(group, made, strict=True)]
            )
            count += len(group)


def _parts(knowledge: Knowledge) -> tuple[Vectors, Embedder]:
    if knowledge.vectors is None or knowledge.embedder is None:
        raise EmbedderUnavailable
    return knowledge.vectors, knowledge.embedder
