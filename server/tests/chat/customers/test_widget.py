"""The start of the widget: which page, and which customer."""

from datetime import timedelta
from uuid import UUID

import pytest

from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor, ActorKind
from chorus.core.ids import CustomerId, InboxId, TenantId, new_id
from tests import people
from tests.app import App, code_of
from tests.chat.customers.steps import OURS, SHOP, customer_of, identity, open_thread, secret_of, start, started


async def test_a_stranger_becomes_a_customer_with_a_token(app: App, acme: TenantId, inbox: InboxId) -> None:
    found = await started(app, inbox, language="fr")

    actor = customer_of(app, found)
    assert (actor.kind, actor.tenant_id, actor.id) == (ActorKind.CUSTOMER, acme, UUID(found["customer"]["id"]))
    assert found["expiresIn"] == 900
    assert found["conversationId"] is None
    assert found["customer"] == {"id": str(actor.id), "name": "", "email": None, "isVerified": False}
    assert found["inbox"] == {
        "id": str(inbox),
        "name": "Shop",
        "greeting": "Hello! How can we help?",
        "color": "#2563eb",
        "languages": ["en", "fr", "es", "pt", "de"],
        "botName": "Bot",
        "companyName": "Acme",
    }


async def test_the_greeting_is_in_the_customers_language(app: App, ines: Actor, inbox: InboxId) -> None:
    settings = {"greeting": {"en": "Hi", "fr": "Salut", "pt-BR": "Oi"}, "companyName": "Acme & Sons"}
    await app.patch(f"/v1/inboxes/{inbox}", ines, json={"settings": settings})

    greetings = [
        (await started(app, inbox, language=language))["inbox"]["greeting"]
        for language in ("fr", "fr-CA", "pt-BR", "es")
    ]

    assert greetings == ["Salut", "Salut", "Oi", "Hi"]


async def test_the_same_device_is_the_same_customer(app: App, writer: MessageWriter, inbox: InboxId) -> None:
    first = await started(app, inbox)
    thread = await open_thread(app, writer, customer_of(app, first), inbox)

    again = await started(app, inbox, deviceToken=first["deviceToken"], name="Bao", email="Bao@Home.example")

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
async def test_a_page_that_is_not_on_the_list_is_refused(app: App, inbox: InboxId, origin: str | None) -> None:
    refused = await start(app, inbox, origin)
    assert (refused.status_code, code_of(refused)) == (403, "inbox.origin_refused")
    async with app.database.transaction(await _tenant(app, inbox)) as tx:
        assert await tx.value("SELECT count(*) FROM customers") == 0


async def _tenant(app: App, inbox: InboxId) -> TenantId:
    return TenantId((await app.database.unscoped("SELECT lookup_tenant_of_inbox($1)", inbox))[0][0])


async def test_the_frame_says_which_page_is_around_it(app: App, inbox: InboxId) -> None:
    assert (await start(app, inbox, OURS, pageOrigin=SHOP)).status_code == 200
    assert (await start(app, inbox, SHOP)).status_code == 200
    assert (await start(app, inbox, SHOP, pageOrigin=SHOP)).status_code == 200
    for origin, page in (
        (OURS, "https://evil.example"),
        (OURS, "null"),
        (SHOP, "https://evil.example"),
        ("null", SHOP),
    ):
        assert code_of(await start(app, inbox, origin, pageOrigin=page)) == "inbox.origin_refused"


async def test_an_inbox_that_is_not_there_or_disabled_is_not_found(app: App, ines: Actor, inbox: InboxId) -> None:
    assert code_of(await start(app, new_id())) == "inbox.not_found"
    await app.patch(f"/v1/inboxes/{inbox}", ines, json={"isEnabled": False})
    assert code_of(await start(app, inbox)) == "inbox.not_found"


async def test_thirty_starts_a_minute_and_no_more(app: App, inbox: InboxId) -> None:
    answers = [await start(app, inbox) for _ in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].json()["error"]["retryable"]


async def test_a_device_token_that_no_longer_holds_begins_anew(app: App, inbox: InboxId, acme: TenantId) -> None:
    first = await started(app, inbox)
    elsewhere = await people.inbox(app.database, acme, [SHOP])
    foreign = (await started(app, elsewhere))["deviceToken"]

    for token in ("x", first["token"], foreign, first["deviceToken"][:-2] + "AA"):
        assert (await started(app, inbox, deviceToken=token))["customer"]["id"] != first["customer"]["id"]
    app.clock.advance(timedelta(days=31))
    late = await started(app, inbox, deviceToken=first["deviceToken"])
    assert late["customer"]["id"] != first["customer"]["id"]


async def test_a_blocked_customer_is_turned_away(app: App, ines: Actor, inbox: InboxId) -> None:
    secret = await secret_of(app, ines, inbox)
    for body in ({}, {"identityToken": identity(app, secret)}):
        found = await started(app, inbox, **body)
        await app.patch(f"/v1/customers/{found['customer']['id']}", ines, json={"isBlocked": True})
        refused = await start(app, inbox, deviceToken=found["deviceToken"], **body)
        assert (refused.status_code, code_of(refused)) == (403, "customer.blocked")


async def test_a_device_of_another_tenant_is_a_stranger_here(app: App, inbox: InboxId, globex: TenantId) -> None:
    theirs = await people.inbox(app.database, globex, [SHOP])
    foreign = await started(app, theirs)

    here = await started(app, inbox, deviceToken=foreign["deviceToken"])

    assert CustomerId(UUID(here["customer"]["id"])) != CustomerId(UUID(foreign["customer"]["id"]))
    assert customer_of(app, here).tenant_id != customer_of(app, foreign).tenant_id
