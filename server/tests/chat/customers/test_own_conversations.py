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
from tests.app import App, code_of
from tests.chat.customers.steps import customer_of, identity, open_thread, secret_of, start, started

OWN = "/v1/widget/conversations"


async def ended(app: App, actor: Actor, conversation_id: ConversationId) -> None:
    """The customer closes it."""
    async with app.database.transaction(actor.tenant_id) as tx:
        await close(tx, actor, conversation_id)


async def test_a_closed_conversation_is_found_again_after_a_reload(
    app: App, writer: MessageWriter, inbox: InboxId
) -> None:
    first = await started(app, inbox)
    bao = customer_of(app, first)
    thread = await open_thread(app, writer, bao, inbox)
    await ended(app, bao, thread)

    again = await started(app, inbox, deviceToken=first["deviceToken"])

    assert again["conversationId"] is None
    assert again["lastConversationId"] == str(thread)
    assert again["ratingSeconds"] == 30 * 24 * 3600


async def test_who_has_never_written_has_no_last_conversation(app: App, inbox: InboxId) -> None:
    assert (await started(app, inbox))["lastConversationId"] is None


async def test_own_conversations_come_newest_first_and_in_pages(
    app: App, writer: MessageWriter, inbox: InboxId
) -> None:
    bao = customer_of(app, await started(app, inbox))
    threads = []
    for number in range(5):
        threads.append(await open_thread(app, writer, bao, inbox, f"Question {number}"))
        await ended(app, bao, threads[-1])
    threads.append(await open_thread(app, writer, bao, inbox, "And now?"))

    items = await app.all_pages(OWN, bao, limit=2)

    assert [item["id"] for item in items] == [str(thread) for thread in reversed(threads)]
    assert [item["status"] for item in items] == ["bot"] + ["closed"] * 5
    assert items[0]["lastMessage"] == {
        "role": "customer",
        "authorName": items[0]["lastMessage"]["authorName"],
        "messageType": "text",
        "preview": "And now?",
        "at": items[0]["lastMessage"]["at"],
    }
    assert (await app.get(OWN, bao, params={"limit": 51})).status_code == 422


async def test_a_preview_never_shows_a_note(app: App, writer: MessageWriter, inbox: InboxId, ada: Actor) -> None:
    bao = customer_of(app, await started(app, inbox))
    thread = await open_thread(app, writer, bao, inbox, "Where is my parcel?")
    async with app.database.transaction(bao.tenant_id) as tx:
        conversation = await find(tx, ada, thread)
        await write_note(tx, ada, conversation, message_id=MessageId(new_id()), content="A difficult customer.")

    [item] = (await app.get(OWN, bao)).json()["items"]

    assert item["lastMessage"]["preview"] == "Where is my parcel?"


async def test_another_customer_s_and_another_tenant_s_are_not_in_the_list(
    app: App, writer: MessageWriter, inbox: InboxId
) -> None:
    bao = customer_of(app, await started(app, inbox))
    await open_thread(app, writer, bao, inbox)
    mallory = customer_of(app, await started(app, inbox))
    globex = await people.tenant(app.database, "Globex")
    eve = await people.customer_bao(app.database, globex, "Eve")

    for other in (mallory, eve):
        answer = await app.get(OWN, other, params={"inboxId": str(inbox)})
        assert answer.json() == {"items": [], "nextCursor": None}


async def test_a_list_of_one_inbox_leaves_out_the_others(
    app: App, writer: MessageWriter, inbox: InboxId, acme: TenantId
) -> None:
    bao = customer_of(app, await started(app, inbox))
    thread = await open_thread(app, writer, bao, inbox)
    elsewhere = await open_thread(app, writer, bao, await people.inbox(app.database, acme))

    of_shop = (await app.get(OWN, bao, params={"inboxId": str(inbox)})).json()["items"]
    of_all = (await app.get(OWN, bao)).json()["items"]

    assert [item["id"] for item in of_shop] == [str(thread)]
    assert {item["id"] for item in of_all} == {str(thread), str(elsewhere)}


async def test_a_known_customer_has_the_same_list_on_another_device(
    app: App, writer: MessageWriter, inbox: InboxId, ines: Actor
) -> None:
    secret = await secret_of(app, ines, inbox)
    phone = customer_of(app, await started(app, inbox, identityToken=identity(app, secret)))
    thread = await open_thread(app, writer, phone, inbox)
    await ended(app, phone, thread)

    there = await started(app, inbox, identityToken=identity(app, secret))

    assert there["lastConversationId"] == str(thread)
    laptop = customer_of(app, there)
    assert [item["id"] for item in (await app.get(OWN, laptop)).json()["items"]] == [str(thread)]


async def test_somebody_else_on_the_same_device_does_not_see_them(
    app: App, writer: MessageWriter, inbox: InboxId, ines: Actor
) -> None:
    secret = await secret_of(app, ines, inbox)
    first = await started(app, inbox, identityToken=identity(app, secret, "crm-7"))
    await open_thread(app, writer, customer_of(app, first), inbox)

    other = await started(app, inbox, deviceToken=first["deviceToken"], identityToken=identity(app, secret, "crm-8"))
    nobody = await started(app, inbox, deviceToken=first["deviceToken"])

    for found in (other, nobody):
        assert found["lastConversationId"] is None
        assert (await app.get(OWN, customer_of(app, found))).json()["items"] == []


async def test_a_blocked_customer_gets_no_list(app: App, writer: MessageWriter, inbox: InboxId, ines: Actor) -> None:
    begun = await started(app, inbox)
    bao = customer_of(app, begun)
    await open_thread(app, writer, bao, inbox)
    await app.patch(f"/v1/customers/{bao.id}", ines, json={"isBlocked": True})

    refused = await app.get(OWN, bao)

    assert (refused.status_code, code_of(refused)) == (403, "customer.blocked")
    assert code_of(await start(app, inbox, deviceToken=begun["deviceToken"])) == "customer.blocked"


async def test_an_agent_has_no_such_list(app: App, ada: Actor) -> None:
    assert (await app.get(OWN, ada)).status_code == 403


@pytest.mark.parametrize(("age", "is_open"), [(timedelta(days=29), True), (timedelta(days=31), False)])
async def test_a_rating_stays_open_for_a_month(
    app: App, writer: MessageWriter, inbox: InboxId, age: timedelta, *, is_open: bool
) -> None:
    assert timedelta(days=29) < RATING_OPEN_FOR < timedelta(days=31)
    bao = customer_of(app, await started(app, inbox))
    thread = await open_thread(app, writer, bao, inbox)
    await ended(app, bao, thread)
    async with app.database.transaction(bao.tenant_id) as tx:
        await tx.execute("UPDATE conversations SET closed_at = $2 WHERE id = $1", thread, now() - age)

    async with app.database.transaction(bao.tenant_id) as tx:
        if is_open:
            await rate(tx, bao, thread, score=4)
        else:
            with pytest.raises(RatingOver):
                await rate(tx, bao, thread, score=4)

    rating = (await app.get(OWN, bao)).json()["items"][0]["rating"]
    assert rating == ({"score": 4, "comment": ""} if is_open else None)
