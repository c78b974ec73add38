"""Take the name of a removed label off every conversation."""

from chorus.chat.conversations.label import set_labels
from chorus.chat.conversations.queries import lock
from chorus.chat.labels.queries import labelled_with
from chorus.core.actor import system_of
from chorus.core.ids import ConversationId, TenantId
from chorus.stores.postgres.database import Database, Tx

BATCH = 50


async def remove_from_conversations(database: Database, tenant_id: TenantId, name: str) -> int:
    """Remove the label from each conversation in a separate transaction. Return their number."""
    taken = 0
    while found := await _some(database, tenant_id, name):
        for conversation_id in found:
            async with database.transaction(tenant_id) as tx:
                await _take_off(tx, conversation_id, name)
        taken += len(found)
    return taken


async def _some(database: Database, tenant_id: TenantId, name: str) -> list[ConversationId]:
    async with database.transaction(tenant_id) as tx:
        if await tx.value("SELECT true FROM labels WHERE tenant_id = $1 AND name = $2", tenant_id, name):
            return []  # defined again in the meantime
        return await labelled_with(tx, name, limit=BATCH)


async def _take_off(tx: Tx, conversation_id: ConversationId, name: str) -> None:
    system = system_of(tx.tenant_id)
    conversation = await lock(tx, system, conversation_id)
    await set_labels(tx, system, conversation, [found for found in conversation.labels if found != name])
