"""Define a label."""

import asyncpg

from chorus.chat.labels.errors import LabelNameTaken
from chorus.chat.labels.table import Label
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import new_id
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import LabelCreated
from chorus.stores.postgres.database import Tx


async def create(tx: Tx, actor: Actor, *, name: str, color: str) -> Label:
    """Insert it.

    Raises:
        LabelNameTaken: If another label has the name.
    """
    try:
        label = await tx.insert(Label(id=new_id(), tenant_id=tx.tenant_id, name=name, color=color, created_at=now()))
    except asyncpg.UniqueViolationError as error:
        raise LabelNameTaken from error
    tx.record_for_tenant(LabelCreated(label_id=label.id, name=name, actor=by(actor), at=label.created_at))
    return label
