"""Known customers: by the site's word alone, and what becomes of what was said before it."""

import asyncio
from datetime import timedelta

from chorus.chat.messages.append import MessageWriter
from chorus.chat.snapshot import read_state
from chorus.core.actor import Actor
from chorus.core.ids import InboxId, new_id
from tests.chat.customers.steps import customer_of, identity, open_thread, secret_of, start, started
from tests.chat.desk import Desk, code_of


async def test_the_sites_word_makes_a_known_customer(desk: Desk, ines: Actor, inbox: InboxId) -> None:
    secret = await secret_of(desk, ines, inbox)
    token = identity(desk, secret, name="Bao Tran", email="Bao@Home.example", attributes={"plan": "gold"})

    one, two = [await started(desk, inbox, identityToken=token) for _ in range(2)]

    assert one["customer"] == {**two["customer"], "isVerified": True}
    assert (one["customer"]["name"], one["customer"]["email"]) == ("Bao Tran", "bao@home.example")
    read = (await desk.get(f"/v1/customers/{one['customer']['id']}", ines)).json()
    assert (read["externalId"], read["attributes"]) == ("crm-7", {"plan": "gold"})


async def test_a_word_that_the_site_did_not_give_is_refused(desk: Desk, ines: Actor, inbox: InboxId) -> None:
    assert code_of(await start(desk, inbox, identityToken="x.y.z")) == "auth.identity_refused"
    secret = await secret_of(desk, ines, inbox)
    forged = identity(desk, "another secret of at least 32 characters")
    stale = identity(desk, secret, exp=int(desk.clock.now().timestamp()) - 600)
    for token in (forged, stale, identity(desk, secret, aud=str(new_id())), "x"):
        refused = await start(desk, inbox, identityToken=token)
        assert (refused.status_code, code_of(refused)) == (401, "auth.identity_refused")
    old = identity(desk, secret)
    await secret_of(desk, ines, inbox)
    assert code_of(await start(desk, inbox, identityToken=old)) == "auth.identity_refused"


async def test_an_inbox_may_serve_known_customers_only(desk: Desk, ines: Actor, inbox: InboxId) -> None:
    secret = await secret_of(desk, ines, inbox)
    await desk.patch(f"/v1/inboxes/{inbox}", ines, json={"requiresIdentity": True})

    refused = await start(desk, inbox)

    assert (refused.status_code, code_of(refused)) == (401, "inbox.identity_required")
    assert (await started(desk, inbox, identityToken=identity(desk, secret)))["customer"]["isVerified"]


async def test_what_was_said_before_the_first_log_in_stays_with_the_customer(
    desk: Desk, writer: MessageWriter, ines: Actor, ada: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(desk, ines, inbox)
    before = await started(desk, inbox)
    thread = await open_thread(desk, writer, customer_of(desk, before), inbox)

    token = identity(desk, secret, name="Bao Tran")
    after = await started(desk, inbox, deviceToken=before["deviceToken"], identityToken=token)

    assert after["customer"]["id"] == before["customer"]["id"]
    assert after["conversationId"] == str(thread)
    async with desk.database.transaction(ada.tenant_id) as tx:
        state = (await read_state(tx, ada, thread)).model_dump()
        events = await tx.records("SELECT type FROM events WHERE conversation_id = $1 ORDER BY agent_position", thread)
    assert state["conversation"]["customer"]["name"] == "Bao Tran"
    assert state["conversation"]["customer"]["is_verified"]
    assert [row["type"] for row in events] == ["conversation.created", "message.sent", "customer.updated"]


async def test_a_thread_from_another_device_joins_the_known_customer(
    desk: Desk, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(desk, ines, inbox)
    known = await started(desk, inbox, identityToken=identity(desk, secret))
    phone = await started(desk, inbox)
    as_phone = customer_of(desk, phone)
    thread = await open_thread(desk, writer, as_phone, inbox)

    after = await started(desk, inbox, deviceToken=phone["deviceToken"], identityToken=identity(desk, secret))

    assert after["customer"]["id"] == known["customer"]["id"]
    assert after["conversationId"] == str(thread)
    actor = customer_of(desk, after)
    async with desk.database.transaction(actor.tenant_id) as tx:
        assert [message.content for message in (await read_state(tx, actor, thread)).messages] == ["Hello"]
        authors = await tx.records("SELECT author_id FROM messages WHERE conversation_id = $1", thread)
    assert [row["author_id"] for row in authors] == [actor.id]
    assert (await started(desk, inbox, deviceToken=phone["deviceToken"]))["conversationId"] is None


async def test_an_open_thread_of_the_known_customer_is_not_mixed_with_another(
    desk: Desk, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(desk, ines, inbox)
    known = await started(desk, inbox, identityToken=identity(desk, secret))
    theirs = await open_thread(desk, writer, customer_of(desk, known), inbox)
    phone = await started(desk, inbox)
    other = await open_thread(desk, writer, customer_of(desk, phone), inbox)

    after = await started(desk, inbox, deviceToken=phone["deviceToken"], identityToken=identity(desk, secret))

    assert after["conversationId"] == str(theirs)
    assert (await started(desk, inbox, deviceToken=phone["deviceToken"]))["conversationId"] == str(other)


async def test_two_known_customers_are_never_made_one(
    desk: Desk, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(desk, ines, inbox)
    bao = await started(desk, inbox, identityToken=identity(desk, secret, "crm-bao"))
    thread = await open_thread(desk, writer, customer_of(desk, bao), inbox, "my card number")

    # The same browser, after Bao logged out and Cai logged in.
    cai = await started(desk, inbox, deviceToken=bao["deviceToken"], identityToken=identity(desk, secret, "crm-cai"))

    assert cai["customer"]["id"] != bao["customer"]["id"]
    assert cai["conversationId"] is None
    assert (await started(desk, inbox, identityToken=identity(desk, secret, "crm-bao")))["conversationId"] == str(
        thread
    )


async def test_after_the_log_out_the_device_alone_opens_nothing(
    desk: Desk, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(desk, ines, inbox)
    bao = await started(desk, inbox, identityToken=identity(desk, secret))
    await open_thread(desk, writer, customer_of(desk, bao), inbox)

    anybody = await started(desk, inbox, deviceToken=bao["deviceToken"])

    assert anybody["customer"]["id"] != bao["customer"]["id"]
    assert anybody["conversationId"] is None


async def test_an_open_page_goes_on_with_a_word_that_has_expired(
    desk: Desk, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(desk, ines, inbox)
    await desk.patch(f"/v1/inboxes/{inbox}", ines, json={"requiresIdentity": True})
    word = identity(desk, secret, exp=int(desk.clock.now().timestamp()) + 300)
    bao = await started(desk, inbox, identityToken=word)
    thread = await open_thread(desk, writer, customer_of(desk, bao), inbox)
    stranger = await started(desk, inbox, identityToken=identity(desk, secret, sub="crm-8"))

    desk.clock.advance(timedelta(minutes=14))
    renewed = await started(desk, inbox, deviceToken=bao["deviceToken"], identityToken=word)
    assert (renewed["customer"]["id"], renewed["conversationId"]) == (bao["customer"]["id"], str(thread))

    for device in ({}, {"deviceToken": stranger["deviceToken"]}, {"deviceToken": "x.y.z"}):
        refused = await start(desk, inbox, identityToken=word, **device)
        assert (refused.status_code, code_of(refused)) == (401, "auth.identity_refused")
    desk.clock.advance(timedelta(days=2))
    assert (await start(desk, inbox, deviceToken=renewed["deviceToken"], identityToken=word)).status_code == 401


async def test_somebody_who_left_another_address_is_somebody_else(
    desk: Desk, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(desk, ines, inbox)
    await started(desk, inbox, identityToken=identity(desk, secret, email="bao@home.example"))
    guest = await started(desk, inbox, email="guest@elsewhere.example")
    await open_thread(desk, writer, customer_of(desk, guest), inbox)

    after = await started(desk, inbox, deviceToken=guest["deviceToken"], identityToken=identity(desk, secret))

    assert after["conversationId"] is None


async def test_many_tabs_at_the_first_log_in_make_one_customer(desk: Desk, ines: Actor, inbox: InboxId) -> None:
    secret = await secret_of(desk, ines, inbox)
    devices = [(await started(desk, inbox))["deviceToken"] for _ in range(3)]

    answers = await asyncio.gather(
        *(started(desk, inbox, deviceToken=device, identityToken=identity(desk, secret)) for device in devices * 3)
    )

    assert len({answer["customer"]["id"] for answer in answers}) == 1
