"""The index of passages: vectors and ids, nothing else. It can be rebuilt from PostgreSQL at any time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from chorus.core.errors import UnavailableError
from chorus.core.ids import DocumentId, TenantId


class VectorsUnavailable(UnavailableError):
    """The index cannot be read or written at the moment; retrieval falls back to words."""

    code = "knowledge.index_away"
    message = "The index of the knowledge base is unreachable."


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage's place in the index."""

    passage_id: UUID
    document_id: DocumentId
    vector: Sequence[float]


@dataclass(frozen=True, slots=True)
class Near:
    """A passage near a question; `similarity` is the cosine, -1 to 1."""

    passage_id: UUID
    document_id: DocumentId
    similarity: float


class Vectors(Protocol):
    """A port; `vectors_memory` and `vectors_chroma` pass the same conformance suite. One collection a tenant."""

    async def put(self, tenant_id: TenantId, entries: Sequence[Entry]) -> None:
        """Add passages, or replace those of the same id."""
        ...

    async def remove_document(self, tenant_id: TenantId, document_id: DocumentId) -> None:
        """Forget the passages of a document; nothing happens when there are none."""
        ...

    async def remove_tenant(self, tenant_id: TenantId) -> None:
        """Forget everything of a tenant."""
        ...

    async def nearest(
        self, tenant_id: TenantId, vector: Sequence[float], *, limit: int, among: Sequence[UUID] | None = None
    ) -> list[Near]:
        """Return the nearest passages of the tenant, best first; of all, or `among` these."""
        ...

    async def passage_ids(self, tenant_id: TenantId) -> set[UUID]:
        """Return the indexed passages, to compare them with PostgreSQL."""
        ...

    async def close(self) -> None:
        """Release files and connections."""
        ...


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the cosine similarity of two vectors."""
    lengths = math.sqrt(sum(x * x for x in one)) * math.sqrt(sum(x * x for x in other))
    return sum(x * y for x, y in zip(one, other, strict=True)) / lengths if lengths else 0.0
