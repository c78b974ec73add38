"""The index of passages within one process, for tests."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from chorus.core.ids import DocumentId, TenantId
from chorus.stores.vectors.port import Entry, Near, cosine


class MemoryVectors:
    """A dictionary a tenant."""

    def __init__(self) -> None:
        self._entries: dict[TenantId, dict[UUID, Entry]] = defaultdict(dict)

    async def put(self, tenant_id: TenantId, entries: Sequence[Entry]) -> None:
        """Keep them."""
        self._entries[tenant_id].update({entry.passage_id: entry for entry in entries})

    async def remove_document(self, tenant_id: TenantId, document_id: DocumentId) -> None:
        """Drop its passages."""
        kept = {key: entry for key, entry in self._entries[tenant_id].items() if entry.document_id != document_id}
        self._entries[tenant_id] = kept

    async def remove_tenant(self, tenant_id: TenantId) -> None:
        """Drop all of them."""
        self._entries.pop(tenant_id, None)

    async def nearest(
        self, tenant_id: TenantId, vector: Sequence[float], *, limit: int, among: Sequence[UUID] | None = None
    ) -> list[Near]:
        """Compare with every one."""
        found = [
            Near(entry.passage_id, entry.document_id, cosine(vector, entry.vector))
            for entry in self._entries[tenant_id].values()
            if among is None or entry.passage_id in among
        ]
        return sorted(found, key=lambda near: -near.similarity)[:limit]

    async def passage_ids(self, tenant_id: TenantId) -> set[UUID]:
        """Return the keys."""
        return set(self._entries[tenant_id])

    async def close(self) -> None:
        """Do nothing; no resources are held."""
