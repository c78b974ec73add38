"""The job of labels."""

from typing import Protocol
from uuid import UUID

from chorus.chat.labels.delete import TAKE_OFF
from chorus.chat.labels.remove_from_conversations import remove_from_conversations
from chorus.core.ids import TenantId
from chorus.stores.postgres.database import Database


class LabelDeps(Protocol):
    """Dependencies of the job."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...


async def remove_everywhere(deps: LabelDeps, *, tenant_id: str, name: str) -> None:
    """Remove a deleted label from all conversations."""
    await remove_from_conversations(deps.database, TenantId(UUID(tenant_id)), name)


TASKS = {TAKE_OFF: remove_everywhere}
