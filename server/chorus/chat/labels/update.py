"""Give a label another colour."""

from uuid import UUID

from chorus.chat.labels.queries import find
from chorus.chat.labels.table import Label
from chorus.core.actor import Actor
from chorus.stores.postgres.database import Tx


async def update(tx: Tx, actor: Actor, label_id: UUID, *, color: str) -> Label:
    """Change a label. Its name is fixed, because conversations refer to it."""
    return await tx.update(await find(tx, actor, label_id), color=color)
