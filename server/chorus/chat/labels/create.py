"""Define a label."""

import asyncpg

from chorus.chat.labels.errors import LabelNameTaken
from chorus.chat.labels.table import Label
from chorus.core.clock import now
from chorus.core.ids import new_id
from chorus.stores.postgres.database import Tx


async def create(tx: Tx, *, name: str, color: str) -> Label:
    """Insert it.

    Raises:
        LabelNameTaken: If another label has the name.
    """
    try:
        return await tx.insert(Label(id=new_id(), tenant_id=tx.tenant_id, name=name, color=color, created_at=now()))
    except asyncpg.UniqueViolationError as error:
        raise LabelNameTaken from error
