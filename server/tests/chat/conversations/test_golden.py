"""The cases that TypeScript passes too (clients/wire/tests/golden.test.ts)."""

import copy
import functools
import json
from pathlib import Path
from typing import Any

import pytest

from chorus.chat.conversations.schemas import ConversationRead, CustomerConversationRead
from chorus.protocol.events import EVENT, EVENT_CLASSES, TENANT_EVENT, TENANT_EVENT_CLASSES
from chorus.protocol.events.message import MessageRead
from chorus.protocol.topics import Audience
from tests.chat.conversations.apply_event import CHANGES, apply_event

FOLDER = Path(__file__).parents[4] / "contracts" / "golden"
CASES = [(file.stem, case) for file in sorted(FOLDER.glob("*.json")) for case in json.loads(file.read_text())]
IDS = [f"{event_type}: {case['name']} ({case['view']})" for event_type, case in CASES]
every_case = pytest.mark.parametrize(("event_type", "case"), CASES, ids=IDS)


@every_case
def test_state_and_events_give_the_expected_state(event_type: str, case: dict[str, Any]) -> None:
    before = copy.deepcopy(case["state"])
    assert functools.reduce(apply_event, case["events"], case["state"]) == case["expected"], event_type
    assert case["state"] == before


@every_case
def test_a_case_speaks_the_language_of_the_wire(event_type: str, case: dict[str, Any]) -> None:
    read = ConversationRead if case["view"] == "agent" else CustomerConversationRead
    for state in (case["state"], case["expected"]):
        read.model_validate(state["conversation"])
        for message in state["messages"]:
            MessageRead.model_validate(message)
    if event_type != "unknown" and case["view"] == "agent":
        adapter = TENANT_EVENT if event_type in TENANT_EVENT_CLASSES else EVENT
        for event in case["events"]:
            adapter.validate_python({key: event[key] for key in event if key not in {"position", "feedPosition"}})


@pytest.mark.parametrize("event_type", EVENT_CLASSES)
def test_every_event_has_a_case_for_each_who_sees_it(event_type: str) -> None:
    views = {case["view"] for name, case in CASES if name == event_type}
    is_public = EVENT_CLASSES[event_type].audience is Audience.EVERYONE
    assert views >= ({"agent", "customer"} if is_public else {"agent"})


@pytest.mark.parametrize("event_type", TENANT_EVENT_CLASSES)
def test_an_event_of_the_tenant_changes_no_conversation(event_type: str) -> None:
    cases = [case for name, case in CASES if name == event_type]
    assert cases
    assert all(case["expected"] == case["state"] for case in cases)


def test_every_event_has_a_branch() -> None:
    assert set(CHANGES) == set(EVENT_CLASSES)
