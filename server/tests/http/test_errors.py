"""What every refusal says, whatever the route."""

import pytest

from chorus.core.actor import Actor
from chorus.core.ids import new_id
from tests.app import App, code_of


async def test_a_wrong_method_is_told_all_the_right_ones(app: App) -> None:
    refused = await app.ask("PUT", "/v1/labels")
    assert (refused.status_code, code_of(refused)) == (405, "request.method_not_allowed")
    assert refused.headers["allow"] == "GET, POST"
    refused = await app.ask("PUT", f"/v1/labels/{new_id()}")
    assert refused.headers["allow"] == "DELETE, GET, PATCH"


async def test_a_body_that_is_no_text_is_malformed(app: App, ada: Actor) -> None:
    headers = {"Content-Type": "application/json"}
    refused = await app.post("/v1/labels", ada, content=b'{"name": "\xff"}', headers=headers)
    assert (refused.status_code, code_of(refused)) == (400, "request.malformed")


@pytest.mark.parametrize("position", [True, "5", 4.5])
async def test_what_is_no_number_is_not_taken_for_one(app: App, bao: Actor, position: object) -> None:
    refused = await app.post(f"/v1/conversations/{new_id()}/receipts", bao, json={"read": position})
    assert (refused.status_code, code_of(refused)) == (422, "request.invalid")


async def test_a_broken_rule_is_told_in_words(app: App, sam: Actor) -> None:
    refused = await app.post("/v1/labels", sam, json={"name": "a\u0007b"})
    fields = [{"field": "name", "reason": "control characters are not allowed"}]
    assert refused.json()["error"]["details"] == {"fields": fields}
