"""The start of the widget: which page, which customer, and what becomes of what was said before the log-in."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from chorus.chat.conversations.create import create
from chorus.chat.conversations.read import read_state
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.core.actor import Actor, ActorKind
from chorus.core.ids import ConversationId, CustomerId, InboxId, MessageId, TenantId, new_id
from tests import people
from tests.chat.desk import Desk, code_of

SHOP = "https://shop.example"
OURS = "https://chat.example.com"


@pytest.fixture
async def inbox(desk: Desk, acme: TenantId) -> InboxId:
    """Acme's shop."""
    return await people.inbox(desk.database, acme, [SHOP])


async def start(desk: Desk, inbox: UUID, origin: str | None = OURS, **body: Any) -> httpx2.Response:
    """As the widget does it, in its frame of our own origin."""
    headers = {"Origin": origin} if origin is not None else {}
    return await desk.post("/v1/widget/start", json={"inboxId": str(inbox), **body}, headers=headers)


async def started(desk: Desk, inbox: UUID, **body: Any) -> dict[str, Any]:
    """The same, and it worked."""
    answer = await start(desk, inbox, **body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def secret_of(desk: Desk, ines: Actor, inbox: InboxId) -> str:
    """Give the inbox an identity secret."""
    answer = await desk.post(f"/v1/inboxes/{inbox}/identity-secret", ines, json={})
    return str(answer.json()["secret"])


def identity(desk: Desk, secret: str, sub: str = "crm-7", **claims: Any) -> str:
    """What the site's server signs."""
    expires = int((desk.clock.now() + timedelta(hours=1)).timestamp())
    return jwt.encode({"alg": "HS256"}, {"sub": sub, "exp": expires, **claims}, OctKey.import_key(secret))


def customer_of(desk: Desk, answer: dict[str, Any]) -> Actor:
    """Whom the token proves."""
    return desk.auth.tokens.verify(answer["token"])


async def open_thread(
    desk: Desk, writer: MessageWriter, actor: Actor, inbox: InboxId, content: str = "Hello"
) -> ConversationId:
    """The customer writes."""
    async with desk.database.transaction(actor.tenant_id) as tx:
        conversation, _ = await create(tx, actor, customer_id=actor.customer_id, inbox_id=inbox)
    await say(writer, actor, conversation.id, message_id=MessageId(new_id()), content=content)
    return conversation.id


async def test_a_stranger_becomes_a_customer_with_a_token(desk: Desk, acme: TenantId, inbox: InboxId) -> None:
    found = await started(desk, inbox, language="fr")

    actor = customer_of(desk, found)
    assert (actor.kind, actor.tenant_id, actor.id) == (ActorKind.CUSTOMER, acme, UUID(found["customer"]["id"]))
    assert found["expiresIn"] == 900
    assert found["conversationId"] is None
    assert found["customer"] == {"id": str(actor.id), "name": "", "email": None, "isVerified": False}
    assert found["inbox"] == {
        "id": str(inbox),
        "name": "Shop",
        "greeting": "Hello! How can we help?",
        "color": "#2563eb",
        "languages": ["en", "fr", "es", "pt"],
        "botName": "Bot",
        "companyName": "Acme",
    }


async def test_the_greeting_is_in_the_customers_language(desk: Desk, ines: Actor, inbox: InboxId) -> None:
    settings = {"greeting": {"en": "Hi", "fr": "Salut", "pt-BR": "Oi"}, "companyName": "Acme & Sons"}
    await desk.patch(f"/v1/inboxes/{inbox}", ines, json={"settings": settings})

    greetings = [
        (await started(desk, inbox, language=language))["inbox"]["greeting"]
        for language in ("fr", "fr-CA", "pt-BR", "es")
    ]

    assert greetings == ["Salut", "Salut", "Oi", "Hi"]


async def test_the_same_device_is_the_same_customer(desk: Desk, writer: MessageWriter, inbox: InboxId) -> None:
    first = await started(desk, inbox)
    thread = await open_thread(desk, writer, customer_of(desk, first), inbox)

    again = await started(desk, inbox, deviceToken=first["deviceToken"], name="Bao", email="Bao@Home.example")

    assert again["customer"]["id"] == first["customer"]["id"]
    assert again["conversationId"] == str(thread)
    assert (again["customer"]["name"], again["customer"]["email"]) == ("Bao", "bao@home.example")


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "https://shop.example.evil.example",
        "https://evil-shop.example",
        "http://shop.example",
        "https://shop.example:444",
        "https://shop.example/",
        "https://chat.example.com.evil.example",
    ],
)
async def test_a_page_that_is_not_on_the_list_is_refused(desk: Desk, inbox: InboxId, origin: str | None) -> None:
    refused = await start(desk, inbox, origin)
    assert (refused.status_code, code_of(refused)) == (403, "inbox.origin_refused")
    async with desk.database.transaction(await _tenant(desk, inbox)) as tx:
        assert await tx.value("SELECT count(*) FROM customers") == 0


async def _tenant(desk: Desk, inbox: InboxId) -> TenantId:
    return TenantId((await desk.database.door("SELECT door_tenant_of_inbox($1)", inbox))[0][0])


async def test_the_frame_says_which_page_is_around_it(desk: Desk, inbox: InboxId) -> None:
    assert (await start(desk, inbox, OURS, pageOrigin=SHOP)).status_code == 200
    assert (await start(desk, inbox, SHOP)).status_code == 200
    assert (await start(desk, inbox, SHOP, pageOrigin=SHOP)).status_code == 200
    for origin, page in (
        (OURS, "https://evil.example"),
        (OURS, "null"),
        (SHOP, "https://evil.example"),
        ("null", SHOP),
    ):
        assert code_of(await start(desk, inbox, origin, pageOrigin=page)) == "inbox.origin_refused"


async def test_an_inbox_that_is_not_there_or_disabled_is_not_found(desk: Desk, ines: Actor, inbox: InboxId) -> None:
    assert code_of(await start(desk, new_id())) == "inbox.not_found"
    await desk.patch(f"/v1/inboxes/{inbox}", ines, json={"isEnabled": False})
    assert code_of(await start(desk, inbox)) == "inbox.not_found"


async def test_thirty_starts_a_minute_and_no_more(desk: Desk, inbox: InboxId) -> None:
    answers = [await start(desk, inbox) for _ in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["error"]["retryable"]


async def test_a_device_token_that_no_longer_holds_begins_anew(desk: Desk, inbox: InboxId, acme: TenantId) -> None:
    first = await started(desk, inbox)
    elsewhere = await people.inbox(desk.database, acme, [SHOP])
    foreign = (await started(desk, elsewhere))["deviceToken"]

    for token in ("x", first["token"], foreign, first["deviceToken"][:-2] + "AA"):
        assert (await started(desk, inbox, deviceToken=token))["customer"]["id"] != first["customer"]["id"]
    desk.clock.advance(timedelta(days=31))
    late = await started(desk, inbox, deviceToken=first["deviceToken"])
    assert late["customer"]["id"] != first["customer"]["id"]


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


async def test_a_blocked_customer_is_turned_away(desk: Desk, ines: Actor, inbox: InboxId) -> None:
    secret = await secret_of(desk, ines, inbox)
    for body in ({}, {"identityToken": identity(desk, secret)}):
        found = await started(desk, inbox, **body)
        await desk.patch(f"/v1/customers/{found['customer']['id']}", ines, json={"isBlocked": True})
        refused = await start(desk, inbox, deviceToken=found["deviceToken"], **body)
        assert (refused.status_code, code_of(refused)) == (403, "customer.blocked")


async def test_a_device_of_another_tenant_is_a_stranger_here(desk: Desk, inbox: InboxId, globex: TenantId) -> None:
    theirs = await people.inbox(desk.database, globex, [SHOP])
    foreign = await started(desk, theirs)

    here = await started(desk, inbox, deviceToken=foreign["deviceToken"])

    assert CustomerId(UUID(here["customer"]["id"])) != CustomerId(UUID(foreign["customer"]["id"]))
    assert customer_of(desk, here).tenant_id != customer_of(desk, foreign).tenant_id
