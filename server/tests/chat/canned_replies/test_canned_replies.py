"""Canned replies over HTTP."""

from typing import Any

import pytest

from chorus.core.actor import Actor
from chorus.core.ids import TenantId, new_id
from tests import people
from tests.app import App, code_of

REFUND = {"shortcut": "Refund", "content": "  The refund is on its way.\r\nIt takes five days.\x00 "}


async def test_a_reply_is_added_changed_and_removed(app: App, sam: Actor, ada: Actor) -> None:
    added = await app.post("/v1/canned-replies", sam, json=REFUND)
    assert added.status_code == 201
    reply = added.json()
    path = f"/v1/canned-replies/{reply['id']}"
    assert (reply["shortcut"], reply["content"]) == ("refund", "The refund is on its way.\nIt takes five days.")
    assert (await app.get(path, ada)).json() == reply

    changed = (await app.patch(path, sam, json={"content": "Done."})).json()
    assert (changed["shortcut"], changed["content"]) == ("refund", "Done.")
    assert changed["updatedAt"] > reply["updatedAt"]
    assert (await app.delete(path, sam)).status_code == 204
    assert code_of(await app.get(path, ada)) == "canned_reply.not_found"
    assert (await app.get("/v1/canned-replies", ada)).json() == {"items": [], "nextCursor": None}


async def test_a_shortcut_is_unique_within_the_tenant(app: App, sam: Actor, globex: TenantId) -> None:
    stranger = await people.supervisor_sam(app.database, globex)
    assert (await app.post("/v1/canned-replies", stranger, json=REFUND)).status_code == 201
    assert (await app.post("/v1/canned-replies", sam, json=REFUND)).status_code == 201
    refused = await app.post("/v1/canned-replies", sam, json=REFUND)
    assert (refused.status_code, code_of(refused)) == (409, "canned_reply.shortcut_taken")

    other = (await app.post("/v1/canned-replies", sam, json={**REFUND, "shortcut": "other"})).json()
    refused = await app.patch(f"/v1/canned-replies/{other['id']}", sam, json={"shortcut": "refund"})
    assert (refused.status_code, code_of(refused)) == (409, "canned_reply.shortcut_taken")


async def test_the_list_is_paged_by_shortcut(app: App, sam: Actor, ada: Actor) -> None:
    for shortcut in ("d", "b", "e", "a", "c"):
        await app.post("/v1/canned-replies", sam, json={"shortcut": shortcut, "content": "x"})

    found = await app.all_pages("/v1/canned-replies", ada, limit=2)

    assert [reply["shortcut"] for reply in found] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    "fields",
    [
        {"shortcut": "two words"},
        {"shortcut": ""},
        {"shortcut": "x" * 33},
        {"shortcut": "é"},
        {"content": ""},
        {"content": " \x00 "},
        {"content": "x" * 8001},
        {"tenantId": str(new_id())},
    ],
)
async def test_what_breaks_a_rule_is_refused(app: App, sam: Actor, fields: dict[str, Any]) -> None:
    refused = await app.post("/v1/canned-replies", sam, json={**REFUND, **fields})
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")


async def test_who_may(app: App, sam: Actor, ada: Actor, bao: Actor, globex: TenantId) -> None:
    reply = (await app.post("/v1/canned-replies", sam, json=REFUND)).json()
    path = f"/v1/canned-replies/{reply['id']}"
    stranger = await people.admin_ines(app.database, globex)

    for attempt in (app.get(path, stranger), app.patch(path, stranger, json={}), app.delete(path, stranger)):
        assert code_of(await attempt) == "canned_reply.not_found"
    for attempt in (
        app.post("/v1/canned-replies", ada, json=REFUND),
        app.patch(path, ada, json={}),
        app.delete(path, ada),
    ):
        assert (await attempt).status_code == 403
    assert (await app.get(path, bao)).status_code == 403
    assert (await app.get(path)).status_code == 401
