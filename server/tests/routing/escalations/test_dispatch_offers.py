"""Rounds over the queue: what they offer, whom they tell, and how little they cost when there is nothing to do."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec
import pytest

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.queries import transcript
from chorus.core.actor import Actor
from chorus.core.ids import TeamId, TenantId, UserId, new_id
from chorus.protocol.events.conversation import EscalationReason
from chorus.protocol.topics import conversation_for_customer
from chorus.routing.escalations import queries
from chorus.routing.escalations.dispatch_offers import OfferRules, dispatch_offers
from chorus.routing.escalations.escalate import escalate
from chorus.routing.escalations.queries import queue, waiting_of
from chorus.stores.postgres.database import Database, Tx
from tests import people
from tests.people import Published


async def customers_wait(
    database: Database, tenant_id: TenantId, count: int, team_id: TeamId | None = None
) -> list[Conversation]:
    """So many, the first one longest."""
    found = []
    for number in range(count):
        customer = await people.customer_bao(database, tenant_id, f"Customer {number}")
        conversation = await people.conversation_with(database, customer)
        async with database.transaction(tenant_id) as tx:
            await escalate(tx, customer, conversation.id, reason=EscalationReason.REQUESTED, team_id=team_id)
        found.append(conversation)
    return found


async def team(database: Database, tenant_id: TenantId, *users: Actor) -> TeamId:
    """A team of these."""
    team_id = TeamId(new_id())
    async with database.transaction(tenant_id) as tx:
        await tx.execute("INSERT INTO teams (id, tenant_id, name) VALUES ($1, $2, 'Billing')", team_id, tenant_id)
        for user in users:
            await tx.execute("INSERT INTO team_users VALUES ($1, $2, $3)", tenant_id, team_id, user.id)
    return team_id


async def asked(database: Database, conversations: Sequence[Conversation]) -> list[UserId | None]:
    """Who is asked to take each."""
    async with database.transaction(conversations[0].tenant_id) as tx:
        return [(await waiting_of(tx, conversation.id)).offered_to for conversation in conversations]


async def test_each_agent_is_asked_for_one_and_the_oldest_are_first(
    database: Database, acme: TenantId, ada: Actor, ben: Actor
) -> None:
    waiting = await customers_wait(database, acme, 3)

    assert await dispatch_offers(database, acme, available=[ada.user_id, ben.user_id], rules=OfferRules()) == 2
    found = await asked(database, waiting)
    assert {found[0], found[1]} == {ada.id, ben.id}
    assert found[2] is None


async def test_who_waits_for_a_team_is_offered_to_nobody_else_and_holds_up_nobody(
    database: Database, acme: TenantId, ada: Actor, ben: Actor
) -> None:
    for_billing = await customers_wait(database, acme, 2, await team(database, acme, ben))
    for_anybody = await customers_wait(database, acme, 1)

    assert await dispatch_offers(database, acme, available=[ada.user_id], rules=OfferRules()) == 1
    assert await asked(database, [*for_billing, *for_anybody]) == [None, None, ada.id]
    assert await dispatch_offers(database, acme, available=[ada.user_id, ben.user_id], rules=OfferRules()) == 1
    assert await asked(database, for_billing) == [ben.id, None]


async def test_a_round_with_nothing_to_write_costs_the_same_however_many_wait(
    database: Database, acme: TenantId, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await customers_wait(database, acme, 8)
    rules = OfferRules(capacity=1)
    await people.active_conversation(database, await people.customer_bao(database, acme, "Busy"), ada)
    begun = 0
    transaction = database.transaction

    @asynccontextmanager
    async def counted(tenant_id: TenantId) -> AsyncIterator[Tx]:
        nonlocal begun
        begun += 1
        async with transaction(tenant_id) as tx:
            yield tx

    monkeypatch.setattr(database, "transaction", counted)
    assert await dispatch_offers(database, acme, available=[ada.user_id], rules=rules) == 0
    assert begun == 2


async def test_each_who_waits_is_told_the_place(
    database: Database, acme: TenantId, ada: Actor, published: Published
) -> None:
    waiting = await customers_wait(database, acme, 3)
    await dispatch_offers(database, acme, available=[ada.user_id], rules=OfferRules())

    frames = [
        msgspec.json.decode(found.body)
        for conversation in waiting
        for found in published.on(conversation_for_customer(conversation.id))
        if found.position == 0
    ]
    assert [(frame["type"], frame["place"]) for frame in frames] == [("queue", place) for place in (1, 2, 3)]


async def test_of_a_long_queue_a_round_sees_the_front_of_each_team(
    database: Database, acme: TenantId, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "QUEUE_MAX_OF_TEAM", 2)
    for_nobody = await customers_wait(database, acme, 4, await team(database, acme))
    for_anybody = await customers_wait(database, acme, 3)

    async with database.transaction(acme) as tx:
        seen = [(found.conversation_id, found.place) for found in await queue(tx)]
    assert seen == [
        (for_nobody[0].id, 1),
        (for_nobody[1].id, 2),
        (for_anybody[0].id, 5),
        (for_anybody[1].id, 6),
    ]
    await dispatch_offers(database, acme, available=[ada.user_id], rules=OfferRules())
    assert await asked(database, for_anybody) == [ada.id, None, None]


async def test_everybody_learns_that_nobody_is_on_duty_in_the_end(
    database: Database, acme: TenantId, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "QUEUE_MAX", 2)
    waiting = await customers_wait(database, acme, 5)
    for _ in range(4):
        await dispatch_offers(database, acme, available=[], rules=OfferRules())

    async with database.transaction(acme) as tx:
        told = [len(await transcript(tx, ada, conversation.id)) for conversation in waiting]
    assert told == [1] * 5


async def test_who_waits_for_a_team_of_which_nobody_is_there_hears_of_no_wait(
    database: Database, acme: TenantId, ada: Actor, ben: Actor, published: Published
) -> None:
    [for_billing] = await customers_wait(database, acme, 1, await team(database, acme, ben))
    published.envelopes.clear()

    await dispatch_offers(database, acme, available=[ada.user_id], rules=OfferRules())

    [told] = published.on(conversation_for_customer(for_billing.id))
    frame = msgspec.json.decode(told.body)
    assert frame["isSomebodyOnDuty"] is False
    assert frame.get("estimatedWaitSeconds") is None
