"""Tenants from the command line: the first administrator has nobody who could let them in."""

import secrets

from pydantic import EmailStr, TypeAdapter, ValidationError

from chorus.cli.arguments import line
from chorus.cli.standalone_database import database_alone
from chorus.core.actor import Actor, ActorKind, Role, system_of
from chorus.core.clock import now
from chorus.core.errors import InvalidError
from chorus.core.ids import TenantId, new_id
from chorus.identity.logins.passwords import Passwords
from chorus.identity.tenants.create import create as create_tenant
from chorus.identity.tenants.errors import TenantNotFound
from chorus.identity.tenants.queries import enabled
from chorus.identity.tenants.table import Tenant
from chorus.identity.users.create import create as create_user
from chorus.processes.settings import Settings
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import TenantTierSet
from chorus.stores.postgres.database import Database

EMAIL = TypeAdapter(EmailStr)
TIER_MAX = 20


async def found(settings: Settings, *, name: str, slug: str, admin_email: str, admin_name: str) -> str:
    """Create a tenant. Return the first administrator's password, which they change in the console."""
    email, password, tenant_id = _email(admin_email), secrets.token_urlsafe(12), TenantId(new_id())
    founder = Actor(ActorKind.AGENT, tenant_id, new_id(), role=Role.ADMIN, name="Chorus")
    passwords = Passwords()
    try:
        password_hash = await passwords.hash(password)
    finally:
        passwords.close()
    async with database_alone(settings) as database, database.transaction(tenant_id) as tx:
        await create_tenant(tx, name=line(name, "--name"), slug=slug)
        await create_user(
            tx,
            founder,
            email=email,
            name=line(admin_name, "--admin-name"),
            role=Role.ADMIN,
            password_hash=password_hash,
            languages=[],
        )
    return password


async def listed(settings: Settings) -> list[Tenant]:
    """Return all tenants that are not disabled, by slug."""
    async with database_alone(settings) as database:
        return await _all(database)


async def set_tier(settings: Settings, *, slug: str, tier: str) -> None:
    """Set a tenant's tier.

    Raises:
        TenantNotFound: If it does not exist.
    """
    tier = line(tier, "The tier", at_most=TIER_MAX)
    async with database_alone(settings) as database:
        tenant = next((one for one in await _all(database) if one.slug == slug), None)
        if tenant is None:
            raise TenantNotFound
        async with database.transaction(tenant.id) as tx:
            await tx.execute("UPDATE tenants SET tier = $2 WHERE id = $1", tenant.id, tier)
            tx.record_for_tenant(TenantTierSet(tier=tier, actor=by(system_of(tenant.id)), at=now()))


async def _all(database: Database) -> list[Tenant]:
    tenants = []
    for id_ in await enabled(database):
        async with database.transaction(id_) as tx:
            tenants.append(await tx.fetch_one(Tenant, "SELECT {columns} FROM tenants WHERE id = $1", id_))
    return sorted(tenants, key=lambda tenant: tenant.slug)


def _email(text: str) -> str:
    try:
        return EMAIL.validate_python(text).lower()
    except ValidationError as error:
        raise InvalidError(f"{text!r} is not an e-mail address.") from error
