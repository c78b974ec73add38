"""The OpenAPI document, walked: what every operation says of its refusals, and an example of every body."""

from typing import Any

import pytest

from chorus.http.openapi.describe import FOREIGN, JSON, operations
from chorus.identity.scopes import OF_KEYS
from chorus.processes.api import build_app
from chorus.protocol.http_errors import ErrorRead

DOCUMENT = build_app().openapi()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
OPERATIONS = {operation["operationId"]: (path, operation) for path, operation in operations(DOCUMENT)}
# OAuth2 libraries look for the words of RFC 6749 there.
OAUTH = {("/v1/auth/token", "400"), ("/v1/auth/token", "401")}
each = pytest.mark.parametrize("name", list(OPERATIONS))


def _examples(content: dict[str, Any]) -> list[Any]:
    """Those of the body itself, else those of the schema that it names."""
    if "example" in content:
        return [content["example"]]
    if "examples" in content:
        return [example["value"] for example in content["examples"].values()]
    schema = content["schema"]
    named = [schema, *schema.get("anyOf", [])]
    return [
        example for one in named if "$ref" in one for example in SCHEMAS[one["$ref"].split("/")[-1]].get("examples", [])
    ]


@each
def test_an_operation_has_a_summary_and_an_example_of_what_it_takes_and_gives(name: str) -> None:
    _, operation = OPERATIONS[name]
    assert operation["summary"]
    bodies = [operation.get("requestBody", {})]
    bodies += [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    for body in bodies:
        if JSON in body.get("content", {}):
            assert _examples(body["content"][JSON]), body


@each
def test_an_operation_s_refusals_have_the_one_shape_and_an_example_each(name: str) -> None:
    path, operation = OPERATIONS[name]
    for status, answer in operation["responses"].items():
        if status.startswith("4"):
            content = answer["content"][JSON]
            examples = _examples(content)
            assert examples, status
            if (path, status) not in OAUTH:
                assert content["schema"]["$ref"].endswith(f"/{ErrorRead.__name__}")
                for example in examples:
                    ErrorRead.model_validate(example)


@each
def test_an_operation_names_the_refusals_that_stand_before_it(name: str) -> None:
    path, operation = OPERATIONS[name]
    expected = set()
    if "security" in operation:
        expected |= {"401", "403"}
    if path.startswith(("/v1/", "/livechat/")):
        expected.add("429")
    if "parameters" in operation or "requestBody" in operation:
        expected.add("422")
    assert expected <= set(operation["responses"])


@each
def test_a_service_is_shown_only_scopes_that_a_key_can_have(name: str) -> None:
    _, operation = OPERATIONS[name]
    for way in operation.get("security", []):
        assert set(way.get("service", [])) <= OF_KEYS
        assert way.get("service") != []


def test_the_framework_s_own_error_model_is_nowhere() -> None:
    assert not any(name in SCHEMAS for name in FOREIGN)
    assert FOREIGN[0] not in str(DOCUMENT)
