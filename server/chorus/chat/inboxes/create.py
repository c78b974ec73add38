"""Add an inbox."""

from collections.abc import Mapping, Sequence
from typing import Any

from chorus.chat.inboxes.origins import exact_origin
from chorus.chat.inboxes.table import Inbox
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import InboxId, new_id
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import InboxCreated
from chorus.stores.postgres.database import Tx


async def create(
    tx: Tx,
    actor: Actor,
    *,
    name: str,
    channel: str = "web",
    allowed_origins: Sequence[str] = (),
    settings: Mapping[str, Any] | None = None,
    inbox_id: InboxId | None = None,
) -> Inbox:
    """Insert it; origins are kept in the one spelling that browsers send."""
    inbox = await tx.insert(
        Inbox(
            id=inbox_id or InboxId(new_id()),
            tenant_id=tx.tenant_id,
            channel=channel,
            name=name,
            allowed_origins=list(dict.fromkeys(map(exact_origin, allowed_origins))),
            identity_secret=None,
            requires_identity=False,
            settings=dict(settings or {}),
            is_enabled=True,
            created_at=now(),
        )
    )
    tx.record_for_tenant(
        InboxCreated(inbox_id=inbox.id, channel=channel, name=name, actor=by(actor), at=inbox.created_at)
    )
    return inbox
