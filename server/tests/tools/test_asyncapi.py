"""The AsyncAPI document says all there is, and its examples are real."""

import json
from typing import Any, get_args

import jsonschema
import pytest

from chorus.protocol import frames
from chorus.protocol.close_codes import CLOSES
from chorus.protocol.events import EVENT_CLASSES
from tools.contracts.asyncapi import document

DOCUMENT = document()
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]


def names_of(channel: str) -> set[str]:
    return set(DOCUMENT["channels"][channel]["messages"])


def test_every_frame_and_event_is_described_with_an_example() -> None:
    kinds = {*get_args(frames.FromClient), *get_args(frames.FromServer)}
    wanted = {f"{kind.__name__}Frame" for kind in kinds} | {kind.__name__ for kind in EVENT_CLASSES.values()}
    assert set(MESSAGES) == wanted
    assert all(message["examples"] for message in MESSAGES.values())


@pytest.mark.parametrize("name", MESSAGES)
def test_examples_obey_their_schema(name: str) -> None:
    schema = {"$ref": MESSAGES[name]["payload"]["$ref"], "components": DOCUMENT["components"]}
    for example in MESSAGES[name]["examples"]:
        jsonschema.validate(example["payload"], schema, cls=jsonschema.Draft202012Validator)


def test_a_customer_is_not_promised_what_only_agents_see() -> None:
    assert {"NoteAdded", "ConversationBriefed", "UnsubscribeFrame"}.isdisjoint(names_of("conversation"))
    assert {"NoteAdded", "MessageSent", "UnsubscribeFrame"} <= names_of("agent")


def test_operations_name_messages_of_their_channel() -> None:
    for operation in DOCUMENT["operations"].values():
        channel = operation["channel"]["$ref"].rpartition("/")[2]
        assert {message["$ref"].rpartition("/")[2] for message in operation["messages"]} <= names_of(channel)


def test_close_codes_are_all_there() -> None:
    assert {row["code"]: row["reconnect"] for row in DOCUMENT["x-close-codes"]} == {
        code: close.reconnect for code, close in CLOSES.items()
    }


def test_every_reference_leads_somewhere() -> None:
    for reference in _references(DOCUMENT):
        found: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_it_is_plain_json() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in _references(item)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if "$ref" in node else []
    return own + [found for item in node.values() for found in _references(item)]
