"""An event is addressed to each of its topics, and encoded once for each copy that differs."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.core.ids import new_id
from chorus.protocol.envelope import Envelope, envelopes_of, pack, unpack
from chorus.protocol.events import EVENT_CLASSES
from chorus.protocol.topics import Audience, conversation_for_agents, conversation_for_customer, tenant_feed

GOLDEN = Path(__file__).parents[3] / "contracts" / "golden"
TENANT = new_id()
ORDERS = {"position", "feedPosition"}


def golden_events(event_type: str) -> list[dict[str, Any]]:
    """Every event of the type in the golden cases that agents see, as JSON without its positions."""
    cases = json.loads((GOLDEN / f"{event_type}.json").read_text())
    found = [event for case in cases if case["view"] == "agent" for event in case["events"]]
    return [{name: value for name, value in event.items() if name not in ORDERS} for event in found]


def parsed(event: dict[str, Any]) -> Any:
    """The event as its class. A message's own position is left out of events."""
    if "message" in event:
        event = {**event, "message": {"position": 0, **event["message"]}}
    return EVENT_CLASSES[event["type"]].model_validate(event)


EVENTS = [event for event_type in EVENT_CLASSES for event in golden_events(event_type)]
each = pytest.mark.parametrize("event", EVENTS, ids=[f"{number} {one['type']}" for number, one in enumerate(EVENTS)])


@each
def test_a_socket_gets_the_position_and_what_the_golden_case_says(event: dict[str, Any]) -> None:
    (only,) = envelopes_of(parsed(event), TENANT, agents=7)
    assert only.topic == conversation_for_agents(UUID(event["conversationId"]))
    assert only.position == 7
    body = json.loads(only.body)
    assert body.pop("position") == 7
    assert {name: value for name, value in body.items() if name in event} == event


@each
def test_the_customers_copy_has_the_customers_position_and_lacks_what_is_hidden(event: dict[str, Any]) -> None:
    found = parsed(event)
    agents, customer = envelopes_of(found, TENANT, agents=7, customer=4)
    assert customer.topic == conversation_for_customer(UUID(event["conversationId"]))
    body = json.loads(customer.body)
    assert (customer.position, body["position"]) == (4, 4)
    camel = {type(found).model_fields[name].alias or name for name in type(found).hidden_from_customer}
    assert json.loads(agents.body).keys() - body.keys() == camel


@each
def test_the_feed_tells_both_orders(event: dict[str, Any]) -> None:
    agents, feed = envelopes_of(parsed(event), TENANT, agents=7, feed=300)
    assert (feed.topic, feed.position) == (tenant_feed(TENANT), 300)
    told = json.loads(feed.body)
    assert (told.pop("feedPosition"), told["position"]) == (300, 7)
    assert told == json.loads(agents.body)


def test_a_copy_that_does_not_differ_is_encoded_once() -> None:
    event = next(parsed(one) for one in EVENTS if not EVENT_CLASSES[one["type"]].hidden_from_customer)
    agents, customer = envelopes_of(event, TENANT, agents=5, customer=5)
    assert agents.body == customer.body


def test_every_event_says_who_may_see_it() -> None:
    for cls in EVENT_CLASSES.values():
        assert cls.audience in Audience
        assert cls.hidden_from_customer <= cls.model_fields.keys()
        if cls.audience is Audience.AGENTS:
            assert not cls.hidden_from_customer, "nothing is hidden from a customer who gets no copy"


envelopes = st.builds(
    Envelope, st.text(max_size=60), st.integers(0, 2**53 - 1), st.binary(max_size=300), st.text(max_size=60)
)


@given(st.lists(envelopes, max_size=20))
def test_what_the_bus_carries_arrives_as_it_was(sent: list[Envelope]) -> None:
    assert unpack(pack(sent)) == sent


@given(st.binary(max_size=200))
def test_a_payload_from_elsewhere_is_refused_and_nothing_else(payload: bytes) -> None:
    try:
        unpack(payload)
    except msgspec.DecodeError:
        return
