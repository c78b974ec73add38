"""A customer finds their own conversations again, and can rate one that ended a while ago."""

from datetime import timedelta

import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.errors import RatingOver
from chorus.chat.conversations.queries import find
from chorus.chat.conversations.rate import RATING_OPEN_FOR, rate
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.write_note import write_note
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId, InboxId, MessageId, TenantId, new_id
from tests import people
from tests.chat.customers.steps import customer_of, identity, open_thread, secret_of, start, started
from tests.chat.desk import Desk, code_of

OWN = "/v1/widget/conversations"


async def ended(desk: Desk, actor: Actor, conversation_id: ConversationId) -> None:
    """The customer closes it."""
    async with desk.database.transaction(actor.tenant_id) as tx:
        await close(tx, actor, conversation_id)


async def test_a_closed_conversation_is_found_again_after_a_reload(
    desk: Desk, writer: MessageWriter, inbox: InboxId
) -> None:
    first = await started(desk, inbox)
    bao = customer_of(desk, first)
    thread = await open_thread(desk, writer, bao, inbox)
    await ended(desk, bao, thread)

    again = await started(desk, inbox, deviceToken=first["deviceToken"])

    assert again["conversationId"] is None
    assert again["lastConversationId"] == str(thread)
    assert again["ratingSeconds"] == 30 * 24 * 3600


async def test_who_has_never_written_has_no_last_conversation(desk: Desk, inbox: InboxId) -> None:
    assert (await started(desk, inbox))["lastConversationId"] is None


async def test_own_conversations_come_newest_first_and_in_pages(
    desk: Desk, writer: MessageWriter, inbox: InboxId
) -> None:
    bao = customer_of(desk, await started(desk, inbox))
    threads = []
    for number in range(5):
        threads.append(await open_thread(desk, writer, bao, inbox, f"Question {number}"))
        await ended(desk, bao, threads[-1])
    threads.append(await open_thread(desk, writer, bao, inbox, "And now?"))

    items = await desk.all_pages(OWN, bao, limit=2)

    assert [item["id"] for item in items] == [str(thread) for thread in reversed(threads)]
    assert [item["status"] for item in items] == ["bot"] + ["closed"] * 5
    assert items[0]["lastMessage"] == {
        "role": "customer",
        "authorName": items[0]["lastMessage"]["authorName"],
        "messageType": "text",
        "preview": "And now?",
        "at": items[0]["lastMessage"]["at"],
    }
    assert (await desk.get(OWN, bao, params={"limit": 51})).status_code == 422


async def test_a_preview_never_shows_a_note(desk: Desk, writer: MessageWriter, inbox: InboxId, ada: Actor) -> None:
    bao = customer_of(desk, await started(desk, inbox))
    thread = await open_thread(desk, writer, bao, inbox, "Where is my parcel?")
    async with desk.database.transaction(bao.tenant_id) as tx:
        conversation = await find(tx, ada, thread)
        await write_note(tx, ada, conversation, message_id=MessageId(new_id()), content="A difficult customer.")

    [item] = (await desk.get(OWN, bao)).json()["items"]

    assert item["lastMessage"]["preview"] == "Where is my parcel?"


async def test_another_customer_s_and_another_tenant_s_are_not_in_the_list(
    desk: Desk, writer: MessageWriter, inbox: InboxId
) -> None:
    bao = customer_of(desk, await started(desk, inbox))
    await open_thread(desk, writer, bao, inbox)
    mallory = customer_of(desk, await started(desk, inbox))
    globex = await people.tenant(desk.database, "Globex")
    eve = await people.customer_bao(desk.database, globex, "Eve")

    for other in (mallory, eve):
        answer = await desk.get(OWN, other, params={"inboxId": str(inbox)})
        assert answer.json() == {"items": [], "nextCursor": None}


async def test_a_list_of_one_inbox_leaves_out_the_others(
    desk: Desk, writer: MessageWriter, inbox: InboxId, acme: TenantId
) -> None:
    bao = customer_of(desk, await started(desk, inbox))
    thread = await open_thread(desk, writer, bao, inbox)
    elsewhere = await open_thread(desk, writer, bao, await people.inbox(desk.database, acme))

    of_shop = (await desk.get(OWN, bao, params={"inboxId": str(inbox)})).json()["items"]
    of_all = (await desk.get(OWN, bao)).json()["items"]

    assert [item["id"] for item in of_shop] == [str(thread)]
    assert {item["id"] for item in of_all} == {str(thread), str(elsewhere)}


async def test_a_known_customer_has_the_same_list_on_another_device(
    desk: Desk, writer: MessageWriter, inbox: InboxId, ines: Actor
) -> None:
    secret = await secret_of(desk, ines, inbox)
    phone = customer_of(desk, await started(desk, inbox, identityToken=identity(desk, secret)))
    thread = await open_thread(desk, writer, phone, inbox)
    await ended(desk, phone, thread)

    there = await started(desk, inbox, identityToken=identity(desk, secret))

    assert there["lastConversationId"] == str(thread)
    laptop = customer_of(desk, there)
    assert [item["id"] for item in (await desk.get(OWN, laptop)).json()["items"]] == [str(thread)]


async def test_somebody_else_on_the_same_device_does_not_see_them(
    desk: Desk, writer: MessageWriter, inbox: InboxId, ines: Actor
) -> None:
    secret = await secret_of(desk, ines, inbox)
    first = await started(desk, inbox, identityToken=identity(desk, secret, "crm-7"))
    await open_thread(desk, writer, customer_of(desk, first), inbox)

    other = await started(desk, inbox, deviceToken=first["deviceToken"], identityToken=identity(desk, secret, "crm-8"))
    nobody = await started(desk, inbox, deviceToken=first["deviceToken"])

    for found in (other, nobody):
        assert found["lastConversationId"] is None
        assert (await desk.get(OWN, customer_of(desk, found))).json()["items"] == []


async def test_a_blocked_customer_gets_no_list(desk: Desk, writer: MessageWriter, inbox: InboxId, ines: Actor) -> None:
    begun = await started(desk, inbox)
    bao = customer_of(desk, begun)
    await open_thread(desk, writer, bao, inbox)
    await desk.patch(f"/v1/customers/{bao.id}", ines, json={"isBlocked": True})

    refused = await desk.get(OWN, bao)

    assert (refused.status_code, code_of(refused)) == (403, "customer.blocked")
    assert code_of(await start(desk, inbox, deviceToken=begun["deviceToken"])) == "customer.blocked"


async def test_an_agent_has_no_such_list(desk: Desk, ada: Actor) -> None:
    assert (await desk.get(OWN, ada)).status_code == 403


@pytest.mark.parametrize(("age", "is_open"), [(timedelta(days=29), True), (timedelta(days=31), False)])
async def test_a_rating_stays_open_for_a_month(
    desk: Desk, writer: MessageWriter, inbox: InboxId, age: timedelta, *, is_open: bool
) -> None:
    assert timedelta(days=29) < RATING_OPEN_FOR < timedelta(days=31)
    bao = customer_of(desk, await started(desk, inbox))
    thread = await open_thread(desk, writer, bao, inbox)
    await ended(desk, bao, thread)
    async with desk.database.transaction(bao.tenant_id) as tx:
        await tx.execute("UPDATE conversations SET closed_at = $2 WHERE id = $1", thread, now() - age)

    async with desk.database.transaction(bao.tenant_id) as tx:
        if is_open:
            await rate(tx, bao, thread, score=4)
        else:
            with pytest.raises(RatingOver):
                await rate(tx, bao, thread, score=4)

    rating = (await desk.get(OWN, bao)).json()["items"][0]["rating"]
    assert rating == ({"score": 4, "comment": ""} if is_open else None)
