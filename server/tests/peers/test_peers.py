"""The reference servers of the benchmark do the same work as our gateway: what differs here would make it a lie."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chorus.cli.local_secrets import ensure_secrets
from chorus.core.ids import new_id
from chorus.protocol.events.message import MessageSent
from load.compare.credentials import credentials_for
from load.compare.rounds import one_round
from load.compare.servers import COMMANDS, GO_BINARY, running
from tests.gateway.fakes import Client

IF_BUILT = pytest.mark.skipif(not GO_BINARY.exists(), reason="`make peers` builds the server in Go")
SERVERS = [pytest.param(name, marks=IF_BUILT if name == "go" else ()) for name in COMMANDS]
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Talk:
    """Both sides of one conversation, welcomed."""

    customer: Client
    agent: Client


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys to sign tokens with."""
    return ensure_secrets(tmp_path_factory.mktemp("peers"))


@pytest.fixture(params=SERVERS)
async def talk(request: pytest.FixtureRequest, secrets: Path) -> AsyncIterator[Talk]:
    """On each server."""
    async with running(request.param, secrets) as server:
        sides = []
        for credential in credentials_for(server.url, 2, secrets):
            client = await Client.open(
                server.port, credential.token, conversation_id=credential.conversation_id, nonce=credential.nonce
            )
            assert (await client.receive(PATIENCE))["type"] == "welcome"
            sides.append(client)
        yield Talk(*sides)
        await Client.close_all()


async def test_a_message_is_acknowledged_and_reaches_both_sides(talk: Talk) -> None:
    for position in (1, 2):
        message_id = await talk.customer.say("Where is my order?", role="customer")
        seen = sorted([await talk.customer.receive(PATIENCE) for _ in range(2)], key=lambda frame: str(frame["type"]))
        assert [frame["type"] for frame in seen] == ["delivered", "message.sent"]
        assert seen[0].keys() == {"type", "id", "position", "createdAt"}
        event = await talk.agent.receive(PATIENCE)
        assert event == seen[1]
        assert (seen[0]["id"], seen[0]["position"], event["position"]) == (str(message_id), position, position)


async def test_the_event_is_the_one_of_the_contract(talk: Talk) -> None:
    message_id = await talk.customer.say("Where is my order?", role="customer")
    found = await talk.agent.receive(PATIENCE)
    position = found.pop("position")
    event = MessageSent.model_validate(found, by_alias=True)
    whole: dict[str, Any] = event.model_dump(mode="json", by_alias=True, exclude={"message": {"position"}})
    assert position == 1
    assert found.keys() == whole.keys()
    assert found["message"].keys() == whole["message"].keys()
    assert (event.message.id, event.message.content) == (message_id, "Where is my order?")


@pytest.mark.parametrize(
    "wrong",
    [{"role": "wizard"}, {"content": "x" * 8_001}, {"content": 7}, {"id": "7"}],
    ids=["role", "too long", "no text", "no id"],
)
async def test_what_is_invalid_is_refused_and_reaches_nobody(talk: Talk, wrong: dict[str, Any]) -> None:
    await talk.customer.send(**{"type": "message", "id": new_id(), "role": "customer", "content": "?", **wrong})
    assert (await talk.customer.receive(PATIENCE))["type"] == "error"
    valid = await talk.customer.say("!", role="customer")
    assert (await talk.agent.receive(PATIENCE))["message"]["id"] == str(valid)


@pytest.mark.parametrize("name", SERVERS)
async def test_a_round_loses_nothing(name: str, secrets: Path) -> None:
    found = await one_round(name, secrets, sockets=20, rate=200, seconds=1, rest=0)
    assert found.wrong == 0
    assert found.cpu_microseconds > 0
