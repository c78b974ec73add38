"""Administrative events of a tenant, in their own order: who changed users, inboxes, keys, settings or documents."""

from chorus.chat.log.read import Missed
from chorus.core.ids import TenantId
from chorus.protocol.envelope import Envelope, event_body, event_fields
from chorus.protocol.events import TENANT_EVENT_CLASSES
from chorus.protocol.topics import tenant_events
from chorus.stores.postgres.database import Database

HEAD = "SELECT l.epoch, t.event_position FROM log_epoch l CROSS JOIN tenants t WHERE t.id = $1"
AFTER = """
SELECT type, agent_position AS position, payload, created_at FROM events
WHERE tenant_id = $1 AND conversation_id IS NULL AND agent_position > $2 AND agent_position <= $3
ORDER BY agent_position LIMIT $4
"""


async def read_tenant_events(
    database: Database, tenant_id: TenantId, *, after: int | None, epoch: str, limit: int
) -> Missed:
    """Read the next events after a position. The answer's `position` is where to go on; the end if `after` is None.

    Unlike a conversation, whose state can be fetched afresh, these are read from the first one on, page by page.
    """
    topic = tenant_events(tenant_id)
    async with database.transaction(tenant_id) as tx:
        [(current, head)] = await tx.records(HEAD, tenant_id)
        if after is None:
            return Missed(topic, current, head)
        if epoch and epoch != current:
            return Missed(topic, current, head, resync="epoch")
        if after > head:
            return Missed(topic, current, head, resync="ahead")
        rows = await tx.records(AFTER, tenant_id, after, head, limit)
    found = []
    for row in rows:
        fields = {**row["payload"], "type": row["type"], "conversationId": None, "at": row["created_at"]}
        # An event of a newer version is passed over while it is rolled out; its position is not read again.
        if row["type"] in TENANT_EVENT_CLASSES:
            event = TENANT_EVENT_CLASSES[row["type"]].model_validate(fields)
            found.append(Envelope(topic, row["position"], event_body(event_fields(event), row["position"])))
    return Missed(topic, current, rows[-1]["position"] if rows else head, found)
