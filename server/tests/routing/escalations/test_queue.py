"""The queue: oldest first, offered to those with room, nobody asked twice, nobody forgotten."""

import asyncio
from datetime import timedelta

import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.lists import Filter, page
from chorus.chat.conversations.queries import detail
from chorus.chat.messages.queries import transcript
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import TenantId
from chorus.protocol.events.conversation import EscalationReason
from chorus.protocol.topics import conversation_for_customer, tenant_feed
from chorus.routing.assignments.accept import accept
from chorus.routing.assignments.reopen import reopen
from chorus.routing.assignments.requeue import requeue
from chorus.routing.escalations.cancel import cancel
from chorus.routing.escalations.decline import decline, expire_offer
from chorus.routing.escalations.dispatch_offers import OfferRules, dispatch_offers
from chorus.routing.escalations.errors import AlreadyEscalated, AlreadyWithHuman, NotOfferedToYou, NotWaiting
from chorus.routing.escalations.escalate import escalate
from chorus.routing.escalations.offer import offer
from chorus.routing.escalations.queries import queue, queue_position_of, waiting_of
from chorus.routing.escalations.request_callback import request_callback
from chorus.stores.postgres.database import Database
from tests import people
from tests.people import Published

HALF_A_MINUTE = timedelta(seconds=30)
AT_ONCE = timedelta(seconds=-1)


async def test_second_escalation_is_refused(database: Database, bao: Actor) -> None:
    conversation = await people.waiting_conversation(database, bao)

    with pytest.raises(AlreadyEscalated):
        async with database.transaction(bao.tenant_id) as tx:
            await escalate(tx, bao, conversation.id, reason=EscalationReason.REQUESTED)


async def test_what_an_agent_has_is_not_escalated(database: Database, bao: Actor, ada: Actor) -> None:
    conversation = await people.active_conversation(database, bao, ada)

    with pytest.raises(AlreadyWithHuman):
        async with database.transaction(bao.tenant_id) as tx:
            await escalate(tx, bao, conversation.id, reason=EscalationReason.REQUESTED)


async def test_two_escalations_at_once_are_one(database: Database, bao: Actor) -> None:
    conversation = await people.conversation_with(database, bao)

    async def ask() -> None:
        async with database.transaction(bao.tenant_id) as tx:
            await escalate(tx, bao, conversation.id, reason=EscalationReason.REQUESTED)

    results = await asyncio.gather(ask(), ask(), ask(), return_exceptions=True)
    assert sorted(type(found).__name__ for found in results) == ["AlreadyEscalated", "AlreadyEscalated", "NoneType"]


async def test_the_queue_has_its_oldest_first_and_tells_each_its_place(
    database: Database, acme: TenantId, ada: Actor
) -> None:
    waiting = [
        await people.waiting_conversation(database, await people.customer_bao(database, acme, f"Customer {number}"))
        for number in range(3)
    ]

    async with database.transaction(acme) as tx:
        assert [found.conversation_id for found in await queue(tx)] == [found.id for found in waiting]
        assert [(await queue_position_of(tx, found.id)).place for found in waiting] == [1, 2, 3]
        first = await page(tx, ada, Filter("queue"), limit=2)
        rest = await page(tx, ada, Filter("queue"), limit=2, cursor=first.next_cursor)
    assert [row["id"] for row in [*first.items, *rest.items]] == [found.id for found in waiting]
    assert rest.next_cursor is None


async def test_the_wait_is_estimated_only_from_enough_accepts(database: Database, acme: TenantId, ada: Actor) -> None:
    for number in range(4):
        await people.active_conversation(database, await people.customer_bao(database, acme, f"C{number}"), ada)
    last = await people.waiting_conversation(database, await people.customer_bao(database, acme, "Last"))

    async with database.transaction(acme) as tx:
        place = await queue_position_of(tx, last.id)
    assert place.place == 1
    assert place.estimated_wait_seconds is not None


async def test_an_offer_goes_to_the_agent_with_the_fewest_conversations(
    database: Database, acme: TenantId, bao: Actor, ada: Actor, ben: Actor
) -> None:
    await people.active_conversation(database, await people.customer_bao(database, acme, "Busy"), ada)
    conversation = await people.waiting_conversation(database, bao)

    async with database.transaction(acme) as tx:
        asked = await offer(
            tx, conversation.id, candidates=[ada.user_id, ben.user_id], timeout=HALF_A_MINUTE, capacity=5
        )
    assert asked == ben.user_id


async def test_an_agent_without_room_is_not_asked(database: Database, acme: TenantId, bao: Actor, ada: Actor) -> None:
    await people.active_conversation(database, await people.customer_bao(database, acme, "Busy"), ada)
    conversation = await people.waiting_conversation(database, bao)

    async with database.transaction(acme) as tx:
        assert await offer(tx, conversation.id, candidates=[ada.user_id], timeout=HALF_A_MINUTE, capacity=1) is None


async def test_who_declines_is_not_asked_again(
    database: Database, acme: TenantId, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await people.waiting_conversation(database, bao)
    both = [ada.user_id, ben.user_id]
    async with database.transaction(acme) as tx:
        first = await offer(tx, conversation.id, candidates=both, timeout=HALF_A_MINUTE, capacity=5)
    asked = ada if first == ada.user_id else ben
    async with database.transaction(acme) as tx:
        await decline(tx, asked, conversation.id)

    async with database.transaction(acme) as tx:
        second = await offer(tx, conversation.id, candidates=both, timeout=HALF_A_MINUTE, capacity=5)
    assert {first, second} == set(both)


async def test_only_who_is_asked_may_decline(database: Database, acme: TenantId, bao: Actor, ben: Actor) -> None:
    conversation = await people.waiting_conversation(database, bao)

    with pytest.raises(NotOfferedToYou):
        async with database.transaction(acme) as tx:
            await decline(tx, ben, conversation.id)


async def test_an_offer_that_ran_out_goes_to_the_next(
    database: Database, acme: TenantId, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await people.waiting_conversation(database, bao)
    async with database.transaction(acme) as tx:
        await offer(tx, conversation.id, candidates=[ada.user_id], timeout=AT_ONCE, capacity=5)
    await dispatch_offers(database, acme, available=[ada.user_id, ben.user_id], rules=OfferRules())

    async with database.transaction(acme) as tx:
        assert (await waiting_of(tx, conversation.id)).offered_to == ben.user_id


async def test_an_offer_that_has_time_left_does_not_expire(
    database: Database, acme: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.waiting_conversation(database, bao)
    async with database.transaction(acme) as tx:
        await offer(tx, conversation.id, candidates=[ada.user_id], timeout=HALF_A_MINUTE, capacity=5)
        assert not await expire_offer(tx, conversation.id)


async def test_an_accepted_conversation_is_nobody_elses_to_accept(
    database: Database, acme: TenantId, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await people.waiting_conversation(database, bao)

    async def take(agent: Actor) -> None:
        async with database.transaction(acme) as tx:
            await accept(tx, agent, conversation.id)

    results = await asyncio.gather(take(ada), take(ben), return_exceptions=True)
    assert sorted(type(found).__name__ for found in results) == ["AlreadyWithHuman", "NoneType"]
    async with database.transaction(acme) as tx:
        assert await tx.value("SELECT count(*) FROM live_chat_sessions WHERE status = 'active'") == 1


async def test_cancelling_gives_the_bot_the_floor_again(
    database: Database, acme: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.waiting_conversation(database, bao)
    async with database.transaction(acme) as tx:
        await cancel(tx, bao, conversation.id)

    async with database.transaction(acme) as tx:
        row = await detail(tx, ada, conversation.id)
    assert (row["status"], row["floor"], row["escalation_id"]) == ("bot", "bot", None)
    with pytest.raises(NotWaiting):
        async with database.transaction(acme) as tx:
            await accept(tx, ada, conversation.id)


async def test_who_gave_it_back_is_not_asked_first(
    database: Database, acme: TenantId, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    async with database.transaction(acme) as tx:
        await requeue(tx, ada, conversation.id)
    await dispatch_offers(database, acme, available=[ada.user_id, ben.user_id], rules=OfferRules())

    async with database.transaction(acme) as tx:
        assert (await waiting_of(tx, conversation.id)).offered_to == ben.user_id


async def test_who_is_given_back_keeps_the_place_in_the_queue(
    database: Database, acme: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    later = await people.waiting_conversation(database, await people.customer_bao(database, acme, "Mia"))
    async with database.transaction(acme) as tx:
        await requeue(tx, ada, conversation.id)

    async with database.transaction(acme) as tx:
        assert [found.conversation_id for found in await queue(tx)] == [conversation.id, later.id]


async def test_what_was_closed_and_reopened_waits_from_now(
    database: Database, acme: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    async with database.transaction(acme) as tx:
        await close(tx, ada, conversation.id)
        await reopen(tx, ada, conversation.id)
        opened = now()
        await requeue(tx, ada, conversation.id)

    async with database.transaction(acme) as tx:
        assert (await waiting_of(tx, conversation.id)).created_at >= opened


async def test_when_nobody_is_on_duty_the_customer_is_told_once_and_answered_later(
    database: Database, acme: TenantId, bao: Actor, published: Published
) -> None:
    conversation = await people.waiting_conversation(database, bao)
    for _ in range(2):
        await dispatch_offers(database, acme, available=[], rules=OfferRules())
    async with database.transaction(acme) as tx:
        await request_callback(tx, bao, conversation.id, email="Bao@Example.org", name="Bao")

    async with database.transaction(acme) as tx:
        said = [message.content for message in await transcript(tx, bao, conversation.id)]
        email = await tx.value("SELECT email FROM customers WHERE id = $1", bao.id)
        assert (await waiting_of(tx, conversation.id)).callback_promised_at is not None
    assert [text.split(".")[0] for text in said] == ["Nobody is available right now", "Thank you"]
    assert email == "bao@example.org"
    frames = [found.body for found in published.on(conversation_for_customer(conversation.id)) if found.position == 0]
    assert all(b'"isSomebodyOnDuty":false' in frame for frame in frames)


async def test_a_verified_address_is_not_replaced_by_a_typed_one(
    database: Database, acme: TenantId, bao: Actor
) -> None:
    conversation = await people.waiting_conversation(database, bao)
    async with database.transaction(acme) as tx:
        await tx.execute("UPDATE customers SET is_verified = true, email = 'bao@known.example' WHERE id = $1", bao.id)
        await request_callback(tx, bao, conversation.id, email="other@example.org")

    async with database.transaction(acme) as tx:
        assert await tx.value("SELECT email FROM customers WHERE id = $1", bao.id) == "bao@known.example"


async def test_the_agents_feed_tells_the_whole_story_of_the_queue(
    database: Database, acme: TenantId, bao: Actor, ada: Actor, published: Published
) -> None:
    conversation = await people.waiting_conversation(database, bao)
    await dispatch_offers(database, acme, available=[ada.user_id], rules=OfferRules())
    async with database.transaction(acme) as tx:
        await accept(tx, ada, conversation.id)

    told = [found.body.split(b'"type":"')[1].split(b'"')[0] for found in published.on(tenant_feed(acme))]
    assert told == [b"conversation.created", b"conversation.escalated", b"escalation.offered", b"conversation.assigned"]
