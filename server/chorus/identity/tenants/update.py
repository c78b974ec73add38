"""Change the tenant's name and settings."""

from collections.abc import Mapping
from typing import Any

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.identity.tenants.queries import lock
from chorus.identity.tenants.table import Tenant
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import TenantUpdated
from chorus.stores.postgres.database import Tx


async def update(tx: Tx, actor: Actor, *, name: str | None = None, settings: Mapping[str, Any] | None = None) -> Tenant:
    """Replace the given settings one by one; None removes one."""
    tenant = await lock(tx, actor)
    merged = {key: value for key, value in {**tenant.settings, **(settings or {})}.items() if value is not None}
    changed = tenant.changed(name=name or tenant.name, settings=merged)
    await tx.execute(
        "UPDATE tenants SET name = $2, settings = $3 WHERE id = $1", tenant.id, changed.name, changed.settings
    )
    fields = ["name"] if changed.name != tenant.name else []
    fields += [
        f"settings.{key}" for key in sorted({*tenant.settings, *merged}) if merged.get(key) != tenant.settings.get(key)
    ]
    if fields:
        tx.record_for_tenant(TenantUpdated(fields=fields, actor=by(actor), at=now()))
    return changed
