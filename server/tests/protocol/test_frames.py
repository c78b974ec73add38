"""What crosses a socket: exactly the fields that the protocol names, within their bounds."""

import json
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.protocol import frames
from chorus.protocol.close_codes import CLOSES

ID = "0199a3c0-5b7e-7c11-9d52-5f0a7d1c0001"  # fixed, because it is in the names of cases
VALID: list[dict[str, Any]] = [
    {"type": "auth"},
    {"type": "auth", "token": "t", "nonce": "n", "position": 0, "epoch": "e"},
    {"type": "subscribe"},
    {"type": "subscribe", "conversationId": ID, "position": 2**53 - 1, "epoch": "e"},
    {"type": "unsubscribe", "conversationId": ID},
    {"type": "message", "id": ID},
    {"type": "message", "id": ID, "content": "x" * frames.TEXT_MAX, "role": "agent", "messageType": "note"},
    {"type": "message", "id": ID, "messageType": "attachment", "attachmentIds": [ID] * 10},
    {"type": "typing", "state": "started"},
    {"type": "receipt"},
    {"type": "receipt", "delivered": 3, "read": 2, "conversationId": ID},
    {"type": "presence", "status": "busy"},
    {"type": "ping"},
]
INVALID: list[dict[str, Any]] = [
    {},
    {"type": "welcome"},
    {"type": "Ping"},
    {"type": ["ping"]},
    {"type": "auth", "position": -1},
    {"type": "auth", "position": 2**53},
    {"type": "auth", "position": 1.5},
    {"type": "auth", "position": "1"},
    {"type": "auth", "position": True},
    {"type": "unsubscribe"},
    {"type": "message"},
    {"type": "message", "id": "not-an-id"},
    {"type": "message", "id": ID, "content": "x" * (frames.TEXT_MAX + 1)},
    {"type": "message", "id": ID, "content": None},
    {"type": "message", "id": ID, "role": "bot"},
    {"type": "message", "id": ID, "messageType": "notice"},
    {"type": "message", "id": ID, "attachmentIds": [ID] * 11},
    {"type": "typing"},
    {"type": "typing", "state": "paused"},
    {"type": "receipt", "read": -1},
    {"type": "presence", "status": "invisible"},
]


@pytest.mark.parametrize("frame", VALID, ids=[f"{number} {frame['type']}" for number, frame in enumerate(VALID)])
def test_a_frame_of_the_protocol_is_read_whole(frame: dict[str, Any]) -> None:
    found = json.loads(msgspec.json.encode(frames.decode(json.dumps(frame))))
    assert found == frame


@pytest.mark.parametrize(
    "frame", INVALID, ids=[f"{number} {json.dumps(frame)[:40]}" for number, frame in enumerate(INVALID)]
)
def test_anything_else_is_refused(frame: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        frames.decode(json.dumps(frame))


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise_anything_but_what_it_says(data: bytes) -> None:
    try:
        frames.decode(data)
    except msgspec.DecodeError:
        return


@given(st.text(max_size=100))
def test_the_kind_of_any_text_is_a_word_or_nothing(text: str) -> None:
    assert frames.kind_of(text) == ""
    assert frames.kind_of(json.dumps({"type": text, "other": 1})) == text


def test_a_frame_for_a_client_has_no_field_that_says_nothing() -> None:
    assert frames.encode(frames.Pong()) == b'{"type":"pong"}'
    refused = frames.Error("limit.reached", "Too many.", retryable=True, retry_after_seconds=0.5)
    assert json.loads(frames.encode(refused)) == {
        "type": "error",
        "code": "limit.reached",
        "message": "Too many.",
        "retryable": True,
        "retryAfterSeconds": 0.5,
    }


def test_ids_cross_as_text() -> None:
    found = frames.decode(json.dumps({"type": "unsubscribe", "conversationId": ID}))
    assert isinstance(found, frames.Unsubscribe)
    assert found.conversation_id == UUID(ID)


def test_every_way_to_end_has_a_number_of_its_own_that_may_be_sent() -> None:
    assert len({close.name for close in CLOSES.values()}) == len(CLOSES)
    for code in CLOSES:
        assert 4000 <= code < 5000 or code in {*range(1000, 1004), *range(1007, 1015)}


def test_who_was_turned_away_for_good_is_not_told_to_come_back() -> None:
    for_good = {"unauthenticated", "forbidden", "not_found", "revoked", "policy", "protocol_error", "too_big"}
    assert {close.name for close in CLOSES.values() if not close.reconnect} >= for_good
    for_now = {"going_away", "restart", "overloaded", "slow", "token_expired", "limit", "auth_timeout"}
    assert {close.name for close in CLOSES.values() if close.reconnect} >= for_now
