"""Give a label another colour."""

from uuid import UUID

from chorus.chat.labels.queries import find
from chorus.chat.labels.table import Label
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import LabelUpdated
from chorus.stores.postgres.database import Tx


async def update(tx: Tx, actor: Actor, label_id: UUID, *, color: str) -> Label:
    """Change a label. Its name is fixed, because conversations refer to it."""
    label = await tx.update(await find(tx, actor, label_id), color=color)
    tx.record_for_tenant(LabelUpdated(label_id=label.id, name=label.name, color=color, actor=by(actor), at=now()))
    return label
