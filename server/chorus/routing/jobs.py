"""The chat service's jobs and timers."""

from typing import Any, Protocol
from uuid import UUID

from chorus.core.ids import TenantId
from chorus.routing.assignments.absent import Presence, requeue_of_absent, tenants_with_agents
from chorus.routing.availability.port import AgentAvailability
from chorus.routing.consume import TEND, dispatch_job
from chorus.routing.escalations.dispatch_offers import OfferRules, dispatch_offers
from chorus.routing.escalations.queries import tenants_waiting
from chorus.stores.postgres.database import Database


class ChatDeps(Protocol):
    """Dependencies of the jobs."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...

    @property
    def duty(self) -> AgentAvailability:
        """Who may be offered a conversation."""
        ...

    @property
    def roster(self) -> Presence:
        """Who is connected."""
        ...

    @property
    def offer_rules(self) -> OfferRules:
        """Time-out and capacity."""
        ...


async def tend(deps: ChatDeps, *, tenant_id: str) -> None:
    """Sweep a tenant's queue once for all jobs enqueued before, because many arrive within a second."""
    found = TenantId(UUID(tenant_id))
    async with deps.database.transaction(found) as tx:
        await tx.withdraw(dispatch_job(found))
    available = await deps.duty.available(found)
    await dispatch_offers(deps.database, found, available=available, rules=deps.offer_rules)


async def dispatch_all(deps: ChatDeps, **_: Any) -> None:
    """Sweep every queue with waiting conversations. Runs every few seconds."""
    for tenant_id in await tenants_waiting(deps.database):
        await tend(deps, tenant_id=str(tenant_id))


async def look_for_absent(deps: ChatDeps, **_: Any) -> None:
    """Look for absent agents who have conversations. Runs every few seconds."""
    for tenant_id in await tenants_with_agents(deps.database):
        await requeue_of_absent(deps.database, tenant_id, await deps.roster.who_is_online(tenant_id))


TASKS = {TEND: tend}
# By procrastinate's cron, whose sixth field is seconds.
PERIODIC = {
    "escalations.tend_all": ("* * * * * */5", dispatch_all),
    "assignments.look_for_absent": ("* * * * * */5", look_for_absent),
}
