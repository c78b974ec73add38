"""Known customers: by the site's word alone, and what becomes of what was said before it."""

import asyncio
from datetime import timedelta

from chorus.chat.messages.append import MessageWriter
from chorus.chat.snapshot import read_state
from chorus.core.actor import Actor
from chorus.core.ids import InboxId, new_id
from tests.app import App, code_of
from tests.chat.customers.steps import customer_of, identity, open_thread, secret_of, start, started


async def test_the_sites_word_makes_a_known_customer(app: App, ines: Actor, inbox: InboxId) -> None:
    secret = await secret_of(app, ines, inbox)
    token = identity(app, secret, name="Bao Tran", email="Bao@Home.example", attributes={"plan": "gold"})

    one, two = [await started(app, inbox, identityToken=token) for _ in range(2)]

    assert one["customer"] == {**two["customer"], "isVerified": True}
    assert (one["customer"]["name"], one["customer"]["email"]) == ("Bao Tran", "bao@home.example")
    read = (await app.get(f"/v1/customers/{one['customer']['id']}", ines)).json()
    assert (read["externalId"], read["attributes"]) == ("crm-7", {"plan": "gold"})


async def test_a_word_that_the_site_did_not_give_is_refused(app: App, ines: Actor, inbox: InboxId) -> None:
    assert code_of(await start(app, inbox, identityToken="x.y.z")) == "auth.identity_refused"
    secret = await secret_of(app, ines, inbox)
    forged = identity(app, "another secret of at least 32 characters")
    stale = identity(app, secret, exp=int(app.clock.now().timestamp()) - 600)
    for token in (forged, stale, identity(app, secret, aud=str(new_id())), "x"):
        refused = await start(app, inbox, identityToken=token)
        assert (refused.status_code, code_of(refused)) == (401, "auth.identity_refused")
    old = identity(app, secret)
    await secret_of(app, ines, inbox)
    assert code_of(await start(app, inbox, identityToken=old)) == "auth.identity_refused"


async def test_an_inbox_may_serve_known_customers_only(app: App, ines: Actor, inbox: InboxId) -> None:
    secret = await secret_of(app, ines, inbox)
    await app.patch(f"/v1/inboxes/{inbox}", ines, json={"requiresIdentity": True})

    refused = await start(app, inbox)

    assert (refused.status_code, code_of(refused)) == (401, "inbox.identity_required")
    assert (await started(app, inbox, identityToken=identity(app, secret)))["customer"]["isVerified"]


async def test_what_was_said_before_the_first_log_in_stays_with_the_customer(
    app: App, writer: MessageWriter, ines: Actor, ada: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(app, ines, inbox)
    before = await started(app, inbox)
    thread = await open_thread(app, writer, customer_of(app, before), inbox)

    token = identity(app, secret, name="Bao Tran")
    after = await started(app, inbox, deviceToken=before["deviceToken"], identityToken=token)

    assert after["customer"]["id"] == before["customer"]["id"]
    assert after["conversationId"] == str(thread)
    async with app.database.transaction(ada.tenant_id) as tx:
        state = (await read_state(tx, ada, thread)).model_dump()
        events = await tx.records("SELECT type FROM events WHERE conversation_id = $1 ORDER BY agent_position", thread)
    assert state["conversation"]["customer"]["name"] == "Bao Tran"
    assert state["conversation"]["customer"]["is_verified"]
    assert [row["type"] for row in events] == ["conversation.created", "message.sent", "customer.updated"]


async def test_a_thread_from_another_device_joins_the_known_customer(
    app: App, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(app, ines, inbox)
    known = await started(app, inbox, identityToken=identity(app, secret))
    phone = await started(app, inbox)
    as_phone = customer_of(app, phone)
    thread = await open_thread(app, writer, as_phone, inbox)

    after = await started(app, inbox, deviceToken=phone["deviceToken"], identityToken=identity(app, secret))

    assert after["customer"]["id"] == known["customer"]["id"]
    assert after["conversationId"] == str(thread)
    actor = customer_of(app, after)
    async with app.database.transaction(actor.tenant_id) as tx:
        assert [message.content for message in (await read_state(tx, actor, thread)).messages] == ["Hello"]
        authors = await tx.records("SELECT author_id FROM messages WHERE conversation_id = $1", thread)
    assert [row["author_id"] for row in authors] == [actor.id]
    assert (await started(app, inbox, deviceToken=phone["deviceToken"]))["conversationId"] is None


async def test_an_open_thread_of_the_known_customer_is_not_mixed_with_another(
    app: App, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(app, ines, inbox)
    known = await started(app, inbox, identityToken=identity(app, secret))
    theirs = await open_thread(app, writer, customer_of(app, known), inbox)
    phone = await started(app, inbox)
    other = await open_thread(app, writer, customer_of(app, phone), inbox)

    after = await started(app, inbox, deviceToken=phone["deviceToken"], identityToken=identity(app, secret))

    assert after["conversationId"] == str(theirs)
    assert (await started(app, inbox, deviceToken=phone["deviceToken"]))["conversationId"] == str(other)


async def test_two_known_customers_are_never_made_one(
    app: App, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(app, ines, inbox)
    bao = await started(app, inbox, identityToken=identity(app, secret, "crm-bao"))
    thread = await open_thread(app, writer, customer_of(app, bao), inbox, "my card number")

    # The same browser, after Bao logged out and Cai logged in.
    cai = await started(app, inbox, deviceToken=bao["deviceToken"], identityToken=identity(app, secret, "crm-cai"))

    assert cai["customer"]["id"] != bao["customer"]["id"]
    assert cai["conversationId"] is None
    assert (await started(app, inbox, identityToken=identity(app, secret, "crm-bao")))["conversationId"] == str(thread)


async def test_after_the_log_out_the_device_alone_opens_nothing(
    app: App, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(app, ines, inbox)
    bao = await started(app, inbox, identityToken=identity(app, secret))
    await open_thread(app, writer, customer_of(app, bao), inbox)

    anybody = await started(app, inbox, deviceToken=bao["deviceToken"])

    assert anybody["customer"]["id"] != bao["customer"]["id"]
    assert anybody["conversationId"] is None


async def test_an_open_page_goes_on_with_a_word_that_has_expired(
    app: App, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(app, ines, inbox)
    await app.patch(f"/v1/inboxes/{inbox}", ines, json={"requiresIdentity": True})
    word = identity(app, secret, exp=int(app.clock.now().timestamp()) + 300)
    bao = await started(app, inbox, identityToken=word)
    thread = await open_thread(app, writer, customer_of(app, bao), inbox)
    stranger = await started(app, inbox, identityToken=identity(app, secret, sub="crm-8"))

    app.clock.advance(timedelta(minutes=14))
    renewed = await started(app, inbox, deviceToken=bao["deviceToken"], identityToken=word)
    assert (renewed["customer"]["id"], renewed["conversationId"]) == (bao["customer"]["id"], str(thread))

    for device in ({}, {"deviceToken": stranger["deviceToken"]}, {"deviceToken": "x.y.z"}):
        refused = await start(app, inbox, identityToken=word, **device)
        assert (refused.status_code, code_of(refused)) == (401, "auth.identity_refused")
    app.clock.advance(timedelta(days=2))
    assert (await start(app, inbox, deviceToken=renewed["deviceToken"], identityToken=word)).status_code == 401


async def test_somebody_who_left_another_address_is_somebody_else(
    app: App, writer: MessageWriter, ines: Actor, inbox: InboxId
) -> None:
    secret = await secret_of(app, ines, inbox)
    await started(app, inbox, identityToken=identity(app, secret, email="bao@home.example"))
    guest = await started(app, inbox, email="guest@elsewhere.example")
    await open_thread(app, writer, customer_of(app, guest), inbox)

    after = await started(app, inbox, deviceToken=guest["deviceToken"], identityToken=identity(app, secret))

    assert after["conversationId"] is None


async def test_many_tabs_at_the_first_log_in_make_one_customer(app: App, ines: Actor, inbox: InboxId) -> None:
    secret = await secret_of(app, ines, inbox)
    devices = [(await started(app, inbox))["deviceToken"] for _ in range(3)]

    answers = await asyncio.gather(
        *(started(app, inbox, deviceToken=device, identityToken=identity(app, secret)) for device in devices * 3)
    )

    assert len({answer["customer"]["id"] for answer in answers}) == 1
