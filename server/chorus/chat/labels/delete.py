"""Remove a label, and take it off the conversations that carry it."""

from uuid import UUID

from chorus.chat.labels.queries import find
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import LabelDeleted
from chorus.stores.jobs.job import Job
from chorus.stores.postgres.database import Tx

TAKE_OFF = "labels.take_off"


async def delete(tx: Tx, actor: Actor, label_id: UUID) -> None:
    """Delete a label. A job removes it from conversations, however many there are."""
    label = await find(tx, actor, label_id)
    await tx.execute("DELETE FROM labels WHERE tenant_id = $1 AND id = $2", actor.tenant_id, label.id)
    tx.record_for_tenant(LabelDeleted(label_id=label.id, name=label.name, actor=by(actor), at=now()))
    tx.defer(Job(TAKE_OFF, {"tenant_id": actor.tenant_id, "name": label.name}, lock=f"label:{label.id}"))
