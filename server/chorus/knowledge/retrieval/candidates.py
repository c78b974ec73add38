"""Which passages may answer a question: every SELECT of a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chorus.core.ids import DocumentId
from chorus.stores.postgres.database import Tx


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with the title of its document."""

    id: UUID
    document_id: DocumentId
    title: str
    heading: str
    content: str


async def candidates(tx: Tx, ids: Sequence[UUID]) -> list[Candidate]:
    """Load passages by id, without those of other tenants or deleted ones."""
    rows = await tx.records(
        "SELECT p.id, p.document_id, d.title, p.heading, p.content FROM passages p"
        " JOIN documents d ON d.tenant_id = p.tenant_id AND d.id = p.document_id"
        " WHERE p.tenant_id = $1 AND p.id = ANY ($2)",
        tx.tenant_id,
        list(ids),
    )
    return [Candidate(*row.values()) for row in rows]


async def ids_by_words(tx: Tx, words: Sequence[str], *, limit: int) -> list[UUID]:
    """Find passages with most of the words or words with the same prefix."""
    if not words:
        return []
    # Words are letters and digits alone, so nothing in them is an operator of tsquery.
    wanted = " | ".join(f"{word}:*" for word in words if word.isalnum())
    if not wanted:
        return []
    rows = await tx.records("SELECT id FROM search_passages(to_tsquery('public.chorus', $1), $2)", wanted, limit)
    return [row[0] for row in rows]


async def ids_by_code(tx: Tx, code: str, *, limit: int) -> list[UUID]:
    """Find passages that contain exactly this number or code."""
    rows = await tx.records("SELECT id FROM search_passages(phraseto_tsquery('public.chorus', $1), $2)", code, limit)
    return [row[0] for row in rows]
