"""The chat service's jobs: one round over a queue answers all who asked for one before it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from chorus.core.actor import Actor
from chorus.core.ids import TenantId, UserId
from chorus.presence.read import Online
from chorus.routing.consume import TEND, dispatch_job
from chorus.routing.escalations.dispatch_offers import OfferRules
from chorus.routing.escalations.errors import NotWaiting
from chorus.routing.escalations.queries import waiting_of
from chorus.routing.jobs import look_for_absent, tend
from chorus.stores.postgres.database import Database
from tests import people


@dataclass
class OnDuty:
    """Says who is there."""

    users: Sequence[UserId] = ()

    async def available(self, _tenant_id: TenantId) -> list[UserId]:
        """These."""
        return list(self.users)


@dataclass
class Connected:
    """Says who has a line."""

    users: Sequence[UserId] = ()

    async def who_is_online(self, _tenant_id: UUID) -> Online:
        """These."""
        return Online(frozenset(self.users))


@dataclass
class Deps:
    """What the worker process gives."""

    database: Database
    duty: OnDuty = field(default_factory=OnDuty)
    roster: Connected = field(default_factory=Connected)
    offer_rules: OfferRules = field(default_factory=OfferRules)


@pytest.fixture(autouse=True)
async def no_job_is_left(database: Database) -> AsyncIterator[None]:
    """For other tests' workers, who do not know these jobs."""
    yield
    await database.unscoped("DELETE FROM procrastinate_jobs WHERE task_name = $1", TEND)


async def asked_for(database: Database, tenant_id: TenantId) -> int:
    """How many rounds of the tenant are in the queue of jobs."""
    rows = await database.unscoped(
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND args ->> 'tenant_id' = $1", str(tenant_id)
    )
    return int(rows[0][0])


async def test_one_round_answers_all_who_asked_before_it(
    database: Database, acme: TenantId, globex: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.waiting_conversation(database, bao)
    for tenant_id, times in ((acme, 5), (globex, 1)):
        for _ in range(times):
            async with database.transaction(tenant_id) as tx:
                tx.defer(dispatch_job(tenant_id))
    assert await asked_for(database, acme) == 5

    await tend(Deps(database, OnDuty([ada.user_id])), tenant_id=str(acme))

    async with database.transaction(acme) as tx:
        assert (await waiting_of(tx, conversation.id)).offered_to == ada.id
    assert (await asked_for(database, acme), await asked_for(database, globex)) == (0, 1)


async def test_a_round_that_runs_already_is_not_withdrawn(database: Database, acme: TenantId) -> None:
    async with database.transaction(acme) as tx:
        tx.defer(dispatch_job(acme))
    await database.unscoped("UPDATE procrastinate_jobs SET status = 'doing' WHERE args ->> 'tenant_id' = $1", str(acme))

    async with database.transaction(acme) as tx:
        assert await tx.withdraw(dispatch_job(acme)) == 0


async def test_one_look_finds_the_absent_of_every_tenant(
    database: Database, acme: TenantId, globex: TenantId, bao: Actor, ada: Actor
) -> None:
    there = await people.agent_ada(database, globex)
    theirs = await people.active_conversation(database, await people.customer_bao(database, globex), there)
    ours = await people.active_conversation(database, bao, ada)
    await look_for_absent(Deps(database, roster=Connected([ada.user_id, there.user_id])))
    for tenant_id in (acme, globex):
        async with database.transaction(tenant_id) as tx:
            await tx.execute("UPDATE agent_lines SET seen_at = seen_at - interval '1 hour'")
            await tx.execute("UPDATE live_chat_sessions SET started_at = started_at - interval '1 hour'")

    await look_for_absent(Deps(database, roster=Connected([there.user_id])))

    async with database.transaction(acme) as tx:
        assert (await waiting_of(tx, ours.id)).conversation_id == ours.id
    async with database.transaction(globex) as tx:
        with pytest.raises(NotWaiting):
            await waiting_of(tx, theirs.id)
