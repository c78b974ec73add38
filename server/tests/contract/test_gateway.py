"""The consumer's half: a gateway understands every answer of the contract, and the repository holds this contract."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from pact import Pact

from chorus.core.ids import new_id
from chorus.gateway.protocol.connection import Connection
from chorus.gateway.protocol.effects import Ask, Hangup, Write
from chorus.gateway.protocol.handshake import SocketKind
from chorus.gateway.protocol.options import GatewayOptions
from chorus.gateway.protocol.ports import Verified
from chorus.protocol.rpc import exchange
from tests.contract.interactions import BY_NAME, INTERACTIONS, Interaction
from tests.contract.words import CONSUMER, PACTS, PEOPLE, PROVIDER, answer_of, as_text, request_of, request_text


class Nowhere:
    """A socket's outbound side."""

    def event(self, body: bytes) -> None:
        """A live event."""

    def hint(self, body: bytes) -> None:
        """Something ephemeral."""


def written(effects: list[Any]) -> list[dict[str, Any]]:
    """The frames among the effects."""
    return [json.loads(effect.body) for effect in effects if isinstance(effect, Write)]


def opening(request: exchange.Open) -> tuple[Connection, Ask]:
    """A connection that has just asked to open, as this request asks."""
    kind = SocketKind.CONVERSATION if request.conversation_id else SocketKind.AGENT
    connection = Connection(
        new_id(),
        kind,
        GatewayOptions(),
        Nowhere(),
        conversation_id=request.conversation_id,
        token="t",
        nonce=request.nonce,
        origin=request.origin,
    )
    auth = {"type": "auth"} | ({} if request.position is None else {"position": request.position})
    connection.frame(json.dumps(auth), 0)
    (ask,) = (found for found in connection.verified(Verified(request.caller, 1e12)) if isinstance(found, Ask))
    return connection, ask


def understands(request: exchange.Request, answer: exchange.Answer) -> None:
    """What a gateway makes of the answer."""
    if isinstance(request, exchange.Open):
        connection, ask = opening(request)
        assert ask.request == request
        effects = connection.answer(ask, answer)
        if isinstance(answer, exchange.Refused):
            assert written(effects)[0]["code"] == answer.code
            assert any(isinstance(effect, Hangup) for effect in effects)
        else:
            assert isinstance(answer, exchange.Opened)
            welcome = written(effects)[-1]
            assert (welcome["type"], welcome["epoch"]) == ("welcome", answer.epoch)
    elif isinstance(request, exchange.Send):
        frame = written(Connection.on_sent(opened_for(request), Ask(request), request, answer))[0]
        assert frame["type"] == ("delivered" if isinstance(answer, exchange.Sent) else "error")
        assert frame["id"] == str(request.message.id)
    else:
        assert type(answer) is EXPECTED[type(request)]


def opened_for(request: exchange.Send) -> Connection:
    """A connection with one message under way."""
    connection, _ = opening(exchange.Open(request.caller, "n", None, request.conversation_id))
    connection.in_flight = 1
    return connection


EXPECTED: dict[type, type] = {
    exchange.Follow: exchange.Opened,
    exchange.Acknowledge: exchange.Done,
    exchange.Declare: exchange.Done,
    exchange.Replay: exchange.Replayed,
    exchange.Heads: exchange.Moved,
    exchange.Recheck: exchange.Revoked,
}


def contract() -> Pact:
    """Every interaction, in Pact's words."""
    pact = Pact(CONSUMER, PROVIDER).with_specification("V4")
    for interaction in INTERACTIONS:
        message = pact.upon_receiving(interaction.name, "Async").given(interaction.state, PEOPLE)
        message.with_body(interaction.body, "application/json")
        message.with_metadata({"request": request_text(interaction.request)})
    return pact


def handler() -> Callable[[str | bytes | None, dict[str, object]], None]:
    """Puts each example answer before a gateway."""
    requests = {request_text(found.request): found.request for found in INTERACTIONS}

    def handle(body: str | bytes | None, metadata: dict[str, object]) -> None:
        understands(requests[as_text(metadata["request"])], answer_of(json.loads(body or b"null")))

    return handle


def test_a_gateway_understands_every_answer_of_the_contract() -> None:
    contract().verify(handler(), "Async")


def test_every_request_and_every_answer_stands_in_the_contract() -> None:
    assert {type(found.request) for found in INTERACTIONS} == set(get_args(exchange.Request))
    assert {found.kind for found in INTERACTIONS} == {found.__name__ for found in get_args(exchange.Answer)}


@pytest.mark.parametrize("name", BY_NAME)
def test_a_request_has_the_same_meaning_after_the_wire(name: str) -> None:
    found: Interaction = BY_NAME[name]
    assert json.loads(request_text(found.request))[0] == type(found.request).__name__
    assert request_of(request_text(found.request)) == found.request


def test_the_contract_in_the_repository_is_this_one(tmp_path: Path) -> None:
    contract().write_file(tmp_path)
    name = f"{CONSUMER}-{PROVIDER}.json"
    made, kept = (json.loads((folder / name).read_text()) for folder in (tmp_path, PACTS))
    for found in (made, kept):
        found.pop("metadata", None)
        found["interactions"].sort(key=lambda interaction: interaction["description"])
    assert made == kept, "run `python -m tests.contract.write` in server/ and look at what changed"
