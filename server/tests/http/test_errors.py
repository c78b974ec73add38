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
    reason = "control characters are not allowed"
    fields = [{"field": "name", "constraint": "noControlCharacters", "reason": reason}]
    assert refused.json()["error"]["details"] == {"fields": fields}


@pytest.mark.parametrize(
    ("path", "body", "refused"),
    [
        ("/v1/labels", {}, {"field": "name", "constraint": "required"}),
        ("/v1/labels", {"name": "x" * 49}, {"field": "name", "constraint": "maxLength", "limit": 48}),
        ("/v1/labels", {"name": "!"}, {"field": "name", "constraint": "labelName"}),
        ("/v1/labels", {"name": 4}, {"field": "name", "constraint": "type"}),
        ("/v1/labels", {"name": "vip", "size": 1}, {"field": "size", "constraint": "additionalProperties"}),
        ("/v1/labels", {"name": "vip", "color": "red"}, {"field": "color", "constraint": "pattern"}),
        ("/v1/inboxes", {"name": "A", "allowedOrigins": ["*"]}, {"field": "allowedOrigins.0", "constraint": "origin"}),
        ("/v1/inboxes", {"name": "A", "channel": "fax"}, {"field": "channel", "constraint": "enum"}),
        ("/v1/widget/start", {"inboxId": "x"}, {"field": "inboxId", "constraint": "uuid"}),
        ("/v1/widget/start", {"inboxId": str(new_id()), "email": "bao"}, {"field": "email", "constraint": "email"}),
    ],
)
async def test_a_broken_rule_has_a_stable_name_and_its_bound(
    app: App, ines: Actor, path: str, body: dict[str, object], refused: dict[str, object]
) -> None:
    [field] = (await app.post(path, ines, json=body)).json()["error"]["details"]["fields"]
    assert {key: value for key, value in field.items() if key != "reason"} == refused


async def test_bounds_of_settings_are_told_with_their_path(app: App, ines: Actor) -> None:
    rules = [{"name": "a", "pattern": "("}]
    settings = {"absentAgentSeconds": 5, "escalationRules": rules}
    refused = await app.ask("PATCH", "/v1/tenant", ines, json={"settings": settings})
    fields = refused.json()["error"]["details"]["fields"]
    assert [(one["field"], one["constraint"], one.get("limit")) for one in fields] == [
        ("settings.absentAgentSeconds", "minimum", 60),
        ("settings.escalationRules.0.pattern", "regex", None),
    ]
