"""Customers over HTTP: list, search, change, and who hears of it."""

from typing import Any

import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.errors import ConversationClosedAlready, ConversationNotFound
from chorus.chat.messages.append import MessageWriter
from chorus.chat.snapshot import read_state
from chorus.core.actor import Actor
from chorus.core.ids import TenantId, new_id
from tests import people
from tests.app import App, code_of
from tests.people import Published


async def named(app: App, tenant_id: TenantId, name: str, email: str | None = None, phone: str | None = None) -> Actor:
    """A customer with an address."""
    actor = await people.customer_bao(app.database, tenant_id, name)
    async with app.database.transaction(tenant_id) as tx:
        await tx.execute("UPDATE customers SET email = $2, phone = $3 WHERE id = $1", actor.id, email, phone)
    return actor


async def names(app: App, actor: Actor, **params: Any) -> list[str]:
    """Whom the list shows."""
    return [customer["name"] for customer in await app.all_pages("/v1/customers", actor, **params)]


async def test_the_list_is_paged_newest_first(app: App, ada: Actor, acme: TenantId, globex: TenantId) -> None:
    await named(app, globex, "Mallory")
    for number in range(7):
        await named(app, acme, f"Customer {number}")

    assert await names(app, ada, limit=3) == [f"Customer {number}" for number in reversed(range(7))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("renée", ["Renée Dubois"]),
        ("RENEE", ["Renée Dubois"]),
        ("dubo", ["Renée Dubois"]),
        ("home.example", ["Bao Tran"]),
        ("bao@home", ["Bao Tran"]),
        ("5550142", ["Li Wei"]),
        ("Duboix", ["Renée Dubois"]),
        ("100%", ["100% Cotton"]),
        ("_", ["under_score"]),
        ("%", ["100% Cotton"]),
        ("\\", ["back\\slash"]),
        ("'; DROP TABLE customers; --", []),
        ("nobody at all", []),
    ],
)
async def test_search_finds_by_name_address_and_number(
    app: App, ada: Actor, acme: TenantId, globex: TenantId, words: str, found: list[str]
) -> None:
    await named(app, acme, "Renée Dubois", "renee@maison.example")
    await named(app, acme, "Bao Tran", "bao@home.example")
    await named(app, acme, "Li Wei", phone="+15550142")
    for name in ("100% Cotton", "under_score", "back\\slash"):
        await named(app, acme, name)
    await named(app, globex, "Renée Dubois", "bao@home.example", "+15550142")

    assert await names(app, ada, q=words) == found


async def test_search_is_paged_too(app: App, ada: Actor, acme: TenantId) -> None:
    for number in range(5):
        await named(app, acme, f"Maria {number}")
        await named(app, acme, f"Other {number}")

    assert await names(app, ada, q="maria", limit=2) == [f"Maria {number}" for number in reversed(range(5))]


async def test_a_change_is_told_in_every_open_conversation(
    app: App, ada: Actor, bao: Actor, acme: TenantId, published: Published
) -> None:
    first = await people.conversation_with(app.database, bao)
    async with app.database.transaction(acme) as tx:
        await close(tx, bao, first.id)
    second = await people.conversation_with(app.database, bao)
    third = await people.conversation_with(app.database, bao, await people.inbox(app.database, acme))

    answer = await app.patch(
        f"/v1/customers/{bao.id}",
        ada,
        json={"name": "Bao Tran", "email": "Bao@Home.example", "phone": "+1 555 0142", "attributes": {"plan": "gold"}},
    )

    assert answer.status_code == 200, answer.text
    read = answer.json()
    assert (read["name"], read["email"], read["phone"]) == ("Bao Tran", "bao@home.example", "+1 555 0142")
    assert read["attributes"] == {"plan": "gold"}
    async with app.database.transaction(acme) as tx:
        told = await tx.records("SELECT conversation_id FROM events WHERE type = 'customer.updated'")
        state = (await read_state(tx, ada, second.id)).model_dump()
    assert {row["conversation_id"] for row in told} == {second.id, third.id}
    assert state["conversation"]["customer"]["name"] == "Bao Tran"
    assert all(
        b"customer.updated" not in envelope.body for envelope in published.on(f"conversation:{second.id}:customer")
    )
    assert any(b"customer.updated" in envelope.body for envelope in published.on(f"conversation:{second.id}:agents"))


async def test_what_changes_nothing_is_not_told(app: App, ada: Actor, bao: Actor, acme: TenantId) -> None:
    await people.conversation_with(app.database, bao)

    bodies: list[dict[str, Any]] = [{}, {"name": "Bao"}, {"attributes": {}}, {"isBlocked": False}, {"email": None}]
    for body in bodies:
        assert (await app.patch(f"/v1/customers/{bao.id}", ada, json=body)).status_code == 200

    async with app.database.transaction(acme) as tx:
        assert await tx.value("SELECT count(*) FROM events WHERE type = 'customer.updated'") == 0


async def test_attributes_are_replaced_one_by_one_and_bounded(app: App, ada: Actor, bao: Actor) -> None:
    path = f"/v1/customers/{bao.id}"
    await app.patch(path, ada, json={"attributes": {"plan": "gold", "orders": 3}})
    answer = await app.patch(path, ada, json={"attributes": {"orders": 4, "plan": None, "isVip": True}})
    assert answer.json()["attributes"] == {"orders": 4, "isVip": True}

    refused = await app.patch(path, ada, json={"attributes": {"note": "x" * 9000}})
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")
    for number in range(2):
        refused = await app.patch(path, ada, json={"attributes": {f"note {number}": "x" * 7000}})
    assert (refused.status_code, code_of(refused)) == (422, "customer.attributes_too_large")


@pytest.mark.parametrize(
    "body",
    [
        {"email": "not an address"},
        {"phone": "call me"},
        {"name": "x" * 101},
        {"name": "a\nb"},
        {"attributes": {"deep": {"er": 1}}},
        {"attributes": {"nul": "a\x00b"}},
        {"isVerified": True},
        {"externalId": "crm-1"},
        {"tenantId": str(new_id())},
    ],
)
async def test_what_breaks_a_rule_is_refused(app: App, ada: Actor, bao: Actor, body: dict[str, Any]) -> None:
    refused = await app.patch(f"/v1/customers/{bao.id}", ada, json=body)
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")


async def test_who_is_blocked_can_no_longer_write(
    app: App, writer: MessageWriter, ada: Actor, ben: Actor, sam: Actor, bao: Actor
) -> None:
    conversation = await people.active_conversation(app.database, bao, ada)
    path = f"/v1/customers/{bao.id}"
    refused = await app.patch(path, ben, json={"isBlocked": True})
    assert (refused.status_code, code_of(refused)) == (403, "conversation.not_assigned")
    assert (await app.get(path, ada)).json()["isBlocked"] is False

    assert (await app.patch(path, ada, json={"isBlocked": True})).json()["isBlocked"]

    with pytest.raises(ConversationClosedAlready):
        await people.says(writer, bao, conversation, "let me in")
    with pytest.raises(ConversationNotFound):
        await people.conversation_with(app.database, bao)
    assert (await app.patch(path, sam, json={"isBlocked": False})).json()["isBlocked"] is False
    assert (await people.conversation_with(app.database, bao)).id != conversation.id


async def test_an_address_can_be_taken_away(app: App, ada: Actor, acme: TenantId) -> None:
    cai = await named(app, acme, "Cai", "cai@home.example")
    answer = await app.patch(f"/v1/customers/{cai.id}", ada, json={"email": None})
    assert answer.json()["email"] is None


async def test_nobody_elses_customer_is_found(app: App, ada: Actor, bao: Actor, globex: TenantId) -> None:
    stranger = await people.agent_ada(app.database, globex)
    path = f"/v1/customers/{bao.id}"

    for attempt in (app.get(path, stranger), app.patch(path, stranger, json={"name": "Mine"})):
        refused = await attempt
        assert (refused.status_code, code_of(refused)) == (404, "customer.not_found")
    assert (await app.get(path, bao)).status_code == 403
    assert (await app.get("/v1/customers", bao)).status_code == 403
    assert (await app.get(path)).status_code == 401
    assert (await app.get(path, ada)).json()["name"] == "Bao"


async def test_a_bad_cursor_is_refused(app: App, ada: Actor) -> None:
    for cursor in ("x", "WyJ5ZXN0ZXJkYXkiLCAiMSJd", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwgIjEiXQ"):
        refused = await app.get("/v1/customers", ada, params={"cursor": cursor})
        assert (refused.status_code, code_of(refused)) == (400, "paging.bad_cursor")
