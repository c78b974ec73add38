"""Change an inbox."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic.alias_generators import to_camel

from chorus.chat.inboxes.errors import IdentitySecretMissing
from chorus.chat.inboxes.origins import exact_origin
from chorus.chat.inboxes.queries import lock
from chorus.chat.inboxes.table import Inbox
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import InboxId
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import InboxUpdated
from chorus.stores.postgres.database import Tx


async def update(
    tx: Tx,
    actor: Actor,
    inbox_id: InboxId,
    *,
    name: str | None = None,
    allowed_origins: Sequence[str] | None = None,
    requires_identity: bool | None = None,
    is_enabled: bool | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Inbox:
    """Change the fields that are not None. Settings are replaced one by one.

    Raises:
        IdentitySecretMissing: If the inbox has no identity secret.
    """
    inbox = await lock(tx, actor, inbox_id)
    if requires_identity and inbox.identity_secret is None:
        raise IdentitySecretMissing
    origins = inbox.allowed_origins if allowed_origins is None else list(map(exact_origin, allowed_origins))
    changed = await tx.update(
        inbox,
        name=inbox.name if name is None else name,
        allowed_origins=list(dict.fromkeys(origins)),
        requires_identity=inbox.requires_identity if requires_identity is None else requires_identity,
        is_enabled=inbox.is_enabled if is_enabled is None else is_enabled,
        settings={**inbox.settings, **(settings or {})},
    )
    fields = _changed(inbox, changed)
    if fields:
        tx.record_for_tenant(InboxUpdated(inbox_id=inbox.id, fields=fields, actor=by(actor), at=now()))
    return changed


def _changed(old: Inbox, new: Inbox) -> list[str]:
    names = ("name", "allowed_origins", "requires_identity", "is_enabled")
    fields = [to_camel(name) for name in names if getattr(old, name) != getattr(new, name)]
    return fields + [f"settings.{key}" for key in sorted(new.settings) if new.settings[key] != old.settings.get(key)]
