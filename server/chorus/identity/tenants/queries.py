"""Every SELECT on tenants."""

from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.identity.tenants.errors import TenantNotFound
from chorus.identity.tenants.table import Tenant
from chorus.stores.postgres.database import Database, Tx


async def enabled(database: Database) -> list[TenantId]:
    """All tenants that are not disabled (cross-tenant lookup)."""
    return [TenantId(row[0]) for row in await database.unscoped("SELECT lookup_tenants()")]


async def own(tx: Tx, actor: Actor) -> Tenant:
    """Return the actor's tenant."""
    return await _one(tx, actor, "")


async def lock(tx: Tx, actor: Actor) -> Tenant:
    """Return the tenant with its row locked until the transaction ends."""
    return await _one(tx, actor, "FOR UPDATE")


async def _one(tx: Tx, actor: Actor, suffix: str) -> Tenant:
    found = await tx.fetch_optional(
        Tenant,
        f"SELECT {{columns}} FROM tenants WHERE id = $1 {suffix}",  # noqa: S608 - one of the two above
        actor.tenant_id,
    )
    if found is None:
        raise TenantNotFound
    return found
