"""Labels over HTTP: defined once, carried by conversations, taken off when they go."""

from typing import Any

import pytest

from chorus.chat.conversations.label import label
from chorus.chat.labels.jobs import TASKS
from chorus.chat.snapshot import read_state
from chorus.core.actor import Actor
from chorus.core.ids import TenantId, new_id
from tests import people
from tests.app import App, code_of

DELIVERY = {"name": "delivery", "color": "#2563EB"}


async def test_a_label_is_defined_and_recoloured(app: App, sam: Actor, ada: Actor) -> None:
    added = await app.post("/v1/labels", sam, json=DELIVERY)
    assert added.status_code == 201
    found = added.json()
    assert (found["name"], found["color"]) == ("delivery", "#2563eb")
    changed = await app.patch(f"/v1/labels/{found['id']}", sam, json={"color": "#000000"})
    assert changed.json() == {**found, "color": "#000000"}
    assert (await app.get(f"/v1/labels/{found['id']}", ada)).json() == changed.json()
    refused = await app.post("/v1/labels", sam, json=DELIVERY)
    assert (refused.status_code, code_of(refused)) == (409, "label.name_taken")


async def test_the_list_is_paged_by_name(app: App, sam: Actor, ada: Actor) -> None:
    for name in ("Été", "b 2", "a_1", "c-3", "注文"):
        assert (await app.post("/v1/labels", sam, json={"name": name})).status_code == 201

    found = await app.all_pages("/v1/labels", ada, limit=2)

    assert sorted(item["name"] for item in found) == sorted(["Été", "b 2", "a_1", "c-3", "注文"])


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "-x"},
        {"name": "a,b"},
        {"name": "<b>"},
        {"name": "x" * 49},
        {"name": "a\nb"},
        {"color": "blue"},
        {"color": "#12345g"},
        {"tenantId": str(new_id())},
    ],
)
async def test_what_breaks_a_rule_is_refused(app: App, sam: Actor, fields: dict[str, Any]) -> None:
    refused = await app.post("/v1/labels", sam, json={**DELIVERY, **fields})
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")


async def test_a_removed_label_is_taken_off_every_conversation(
    app: App, sam: Actor, ada: Actor, acme: TenantId
) -> None:
    ids = {}
    for name in ("delivery", "urgent"):
        ids[name] = (await app.post("/v1/labels", sam, json={"name": name})).json()["id"]
    conversations = []
    for number in range(3):
        customer = await people.customer_bao(app.database, acme, f"Customer {number}")
        conversations.append(await people.conversation_with(app.database, customer))
        async with app.database.transaction(acme) as tx:
            await label(tx, ada, conversations[-1].id, labels=["delivery", "urgent"] if number else ["urgent"])

    assert (await app.delete(f"/v1/labels/{ids['delivery']}", sam)).status_code == 204
    job = await _job(app, acme)
    await TASKS[job["task_name"]](app, **job["args"])
    await TASKS[job["task_name"]](app, **job["args"])

    async with app.database.transaction(acme) as tx:
        states = [(await read_state(tx, ada, conversation.id)).model_dump() for conversation in conversations]
        told = await tx.value("SELECT count(*) FROM events WHERE type = 'conversation.labelled'")
    assert [state["conversation"]["labels"] for state in states] == [["urgent"]] * 3
    assert told == 3 + 2


async def test_a_label_that_is_defined_again_stays_on(app: App, sam: Actor, ada: Actor, bao: Actor) -> None:
    found = (await app.post("/v1/labels", sam, json=DELIVERY)).json()
    conversation = await people.conversation_with(app.database, bao)
    async with app.database.transaction(bao.tenant_id) as tx:
        await label(tx, ada, conversation.id, labels=["delivery"])
    await app.delete(f"/v1/labels/{found['id']}", sam)
    await app.post("/v1/labels", sam, json=DELIVERY)

    job = await _job(app, bao.tenant_id)
    await TASKS[job["task_name"]](app, **job["args"])

    async with app.database.transaction(bao.tenant_id) as tx:
        state = (await read_state(tx, ada, conversation.id)).model_dump()
    assert state["conversation"]["labels"] == ["delivery"]


async def test_who_may(app: App, sam: Actor, ada: Actor, bao: Actor, globex: TenantId) -> None:
    found = (await app.post("/v1/labels", sam, json=DELIVERY)).json()
    path = f"/v1/labels/{found['id']}"
    stranger = await people.admin_ines(app.database, globex)

    for attempt in (
        app.get(path, stranger),
        app.patch(path, stranger, json={"color": "#000000"}),
        app.delete(path, stranger),
    ):
        assert code_of(await attempt) == "label.not_found"
    assert (await app.post("/v1/labels", ada, json={"name": "mine"})).status_code == 403
    assert (await app.delete(path, ada)).status_code == 403
    assert (await app.get("/v1/labels", bao)).status_code == 403
    assert (await app.get("/v1/labels")).status_code == 401


async def _job(app: App, tenant_id: TenantId) -> dict[str, Any]:
    rows = await app.database.unscoped(
        "SELECT task_name, args FROM procrastinate_jobs WHERE task_name = 'labels.take_off'"
        " AND args ->> 'tenant_id' = $1",
        str(tenant_id),
    )
    return dict(rows[0])
