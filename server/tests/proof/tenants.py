"""A tenant of its own for each proof: an inbox, an agent, a supervisor and an admin who can log in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import httpx2

from chorus.core.actor import Role
from chorus.core.ids import InboxId, TenantId, new_id
from chorus.identity.logins.passwords import Passwords
from chorus.protocol.envelope import Envelope
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect
from tests.proof.callers import Caller, arrive, log_in
from tests.proof.stack import NEVER_LOGGED, Stack

PASSWORD = "a-password-for-the-proofs"
PEOPLE = {"Ada": Role.AGENT, "Ben": Role.AGENT, "Sam": Role.SUPERVISOR, "Ines": Role.ADMIN}


@dataclass
class Tenant:
    """A tenant, and the e-mail addresses of its people by their first names."""

    id: TenantId
    name: str
    inbox_id: str
    emails: dict[str, str]

    async def log_in(self, http: httpx2.AsyncClient, name: str) -> Caller:
        """Somebody who works there, logged in."""
        return await log_in(http, self.emails[name], PASSWORD)

    async def customer(self, http: httpx2.AsyncClient, name: str = "Bao", *, opens: bool = True) -> Caller:
        """A new customer of theirs."""
        return await arrive(http, self.inbox_id, name, opens=opens)


async def create(stack: Stack, name: str = "Acme") -> Tenant:
    """Make a tenant."""
    pool = await connect(stack.environment["CHORUS_DATABASE_URL"], size=1)
    database = Database(pool, Reactions(), _to_nobody)
    tenant = Tenant(TenantId(new_id()), name, str(InboxId(new_id())), {})
    passwords = Passwords()
    try:
        hashed = await passwords.hash(PASSWORD)
        async with database.transaction(tenant.id) as tx:
            slug = f"{name.lower()}-{tenant.id.hex[-12:]}"
            await tx.execute("INSERT INTO tenants (id, name, slug) VALUES ($1, $2, $3)", tenant.id, name, slug)
            await tx.execute(
                "INSERT INTO inboxes (id, tenant_id, name) VALUES ($1, $2, 'Shop')", UUID(tenant.inbox_id), tenant.id
            )
            for person, role in PEOPLE.items():
                tenant.emails[person] = f"{person.lower()}@{slug}.example"
                await tx.execute(
                    "INSERT INTO users (tenant_id, email, name, role, password_hash, declared_status)"
                    " VALUES ($1, $2, $3, $4, $5, 'available')",
                    tenant.id,
                    tenant.emails[person],
                    person,
                    str(role),
                    hashed,
                )
        NEVER_LOGGED.update({PASSWORD, *tenant.emails.values()})
    finally:
        passwords.close()
        await database.close()
    return tenant


async def _to_nobody(_: Sequence[Envelope]) -> None:
    """Nobody is connected yet."""
