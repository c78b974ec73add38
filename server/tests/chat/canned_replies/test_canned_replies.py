"""Canned replies over HTTP."""

from typing import Any

import pytest

from chorus.core.actor import Actor
from chorus.core.ids import TenantId, new_id
from tests import people
from tests.chat.desk import Desk, code_of

REFUND = {"shortcut": "Refund", "content": "  The refund is on its way.\r\nIt takes five days.\x00 "}


async def test_a_reply_is_added_changed_and_removed(desk: Desk, sam: Actor, ada: Actor) -> None:
    added = await desk.post("/v1/canned-replies", sam, json=REFUND)
    assert added.status_code == 201
    reply = added.json()
    path = f"/v1/canned-replies/{reply['id']}"
    assert (reply["shortcut"], reply["content"]) == ("refund", "The refund is on its way.\nIt takes five days.")
    assert (await desk.get(path, ada)).json() == reply

    changed = (await desk.patch(path, sam, json={"content": "Done."})).json()
    assert (changed["shortcut"], changed["content"]) == ("refund", "Done.")
    assert changed["updatedAt"] > reply["updatedAt"]
    assert (await desk.delete(path, sam)).status_code == 204
    assert code_of(await desk.get(path, ada)) == "canned_reply.not_found"
    assert (await desk.get("/v1/canned-replies", ada)).json() == {"items": [], "nextCursor": None}


async def test_a_shortcut_is_unique_within_the_tenant(desk: Desk, sam: Actor, globex: TenantId) -> None:
    stranger = await people.supervisor_sam(desk.database, globex)
    assert (await desk.post("/v1/canned-replies", stranger, json=REFUND)).status_code == 201
    assert (await desk.post("/v1/canned-replies", sam, json=REFUND)).status_code == 201
    refused = await desk.post("/v1/canned-replies", sam, json=REFUND)
    assert (refused.status_code, code_of(refused)) == (409, "canned_reply.shortcut_taken")

    other = (await desk.post("/v1/canned-replies", sam, json={**REFUND, "shortcut": "other"})).json()
    refused = await desk.patch(f"/v1/canned-replies/{other['id']}", sam, json={"shortcut": "refund"})
    assert (refused.status_code, code_of(refused)) == (409, "canned_reply.shortcut_taken")


async def test_the_list_is_paged_by_shortcut(desk: Desk, sam: Actor, ada: Actor) -> None:
    for shortcut in ("d", "b", "e", "a", "c"):
        await desk.post("/v1/canned-replies", sam, json={"shortcut": shortcut, "content": "x"})

    found = await desk.all_pages("/v1/canned-replies", ada, limit=2)

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
async def test_what_breaks_a_rule_is_refused(desk: Desk, sam: Actor, fields: dict[str, Any]) -> None:
    refused = await desk.post("/v1/canned-replies", sam, json={**REFUND, **fields})
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")


async def test_who_may(desk: Desk, sam: Actor, ada: Actor, bao: Actor, globex: TenantId) -> None:
    reply = (await desk.post("/v1/canned-replies", sam, json=REFUND)).json()
    path = f"/v1/canned-replies/{reply['id']}"
    stranger = await people.admin_ines(desk.database, globex)

    for attempt in (desk.get(path, stranger), desk.patch(path, stranger, json={}), desk.delete(path, stranger)):
        assert code_of(await attempt) == "canned_reply.not_found"
    for attempt in (
        desk.post("/v1/canned-replies", ada, json=REFUND),
        desk.patch(path, ada, json={}),
        desk.delete(path, ada),
    ):
        assert (await attempt).status_code == 403
    assert (await desk.get(path, bao)).status_code == 403
    assert (await desk.get(path)).status_code == 401
