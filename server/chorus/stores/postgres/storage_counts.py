"""Storage usage per tenant, counted by triggers in the transaction that adds or removes (migration 0013)."""

from dataclasses import dataclass
from typing import Literal

from chorus.stores.postgres.database import Tx


@dataclass(frozen=True, slots=True)
class Stored:
    """So many rows, with so many bytes together."""

    items: int = 0
    bytes: int = 0


async def stored(tx: Tx, kind: Literal["attachments", "documents"]) -> Stored:
    """Return the tenant's storage usage of a kind. Exact after an insert, which locks the counter until the commit."""
    row = await tx.records(
        "SELECT items, bytes FROM storage_counts WHERE tenant_id = $1 AND kind = $2", tx.tenant_id, kind
    )
    return Stored(*row[0]) if row else Stored()
