"""Old and new together, as in a deploy: what one side adds, the other ignores; what it leaves out has its default."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import grpc.aio
import msgspec
import pytest

from chorus.chat.rpc.server import ExchangeServer
from chorus.core.ids import new_id
from chorus.gateway.upstream.grpc import METHOD
from chorus.protocol import envelope, frames
from chorus.protocol.rpc import exchange
from chorus.protocol.rpc.exchange_pb2 import Batch

AT = datetime(2026, 3, 1, tzinfo=UTC)
BAO = exchange.Caller("customer", new_id(), new_id())
CARRIED = envelope.Envelope("topic", 1, b"{}")
# With nothing that may be left out: those are what an older version does not know.
REQUESTS: list[exchange.Request] = [
    exchange.Open(BAO, "nonce"),
    exchange.Follow(BAO),
    exchange.Send(BAO, new_id(), frames.Message(new_id())),
    exchange.Acknowledge(BAO, new_id(), frames.Receipt()),
    exchange.Declare(BAO, "busy"),
    exchange.Replay("topic", 1, new_id()),
    exchange.Heads(""),
    exchange.Recheck([new_id()]),
]
ANSWERS: list[exchange.Answer] = [
    exchange.Opened("topic", "epoch"),
    exchange.Sent(new_id(), 1, AT),
    exchange.Done(),
    exchange.Refused("a.code", "Why."),
    exchange.Replayed([CARRIED]),
    exchange.Moved({"topic": 1}, "cursor"),
    exchange.Revoked([new_id()]),
]
FROM_CLIENT: list[frames.FromClient] = [
    frames.Auth(),
    frames.Subscribe(),
    frames.Unsubscribe(new_id()),
    frames.Message(new_id()),
    frames.Typing("started"),
    frames.Receipt(),
    frames.Presence("busy"),
    frames.Ping(),
]


def names(samples: Sequence[object]) -> list[str]:
    """For the report."""
    return [type(sample).__name__ for sample in samples]


def as_list(sample: Any) -> list[Any]:
    """As it crosses: the tag, then the fields."""
    found: list[Any] = msgspec.msgpack.decode(msgspec.msgpack.encode(sample))
    return found


def older(sample: Any) -> list[Any]:
    """Without the fields at the end that have a default."""
    crossing = as_list(sample)
    for field in reversed(msgspec.structs.fields(sample)):
        if field.required:
            break
        crossing.pop()
    return crossing


def decoded(crossing: list[Any], kind: Any) -> Any:
    """What the other side makes of it."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(crossing), type=kind)


def test_there_is_a_sample_of_everything_that_crosses() -> None:
    for samples, kind in ((REQUESTS, exchange.Request), (ANSWERS, exchange.Answer), (FROM_CLIENT, frames.FromClient)):
        assert {type(sample) for sample in samples} == set(kind.__args__)


@pytest.mark.parametrize("sample", REQUESTS, ids=names(REQUESTS))
def test_the_chat_service_understands_an_older_and_a_newer_gateway(sample: exchange.Request) -> None:
    assert decoded(older(sample), exchange.Request) == sample
    assert decoded([*as_list(sample), "something new"], exchange.Request) == sample


@pytest.mark.parametrize("sample", ANSWERS, ids=names(ANSWERS))
def test_a_gateway_understands_an_older_and_a_newer_chat_service(sample: exchange.Answer) -> None:
    assert decoded(older(sample), exchange.Answer) == sample
    assert decoded([*as_list(sample), {"something": "new"}], exchange.Answer) == sample


def test_a_caller_and_an_envelope_may_grow_too() -> None:
    for sample in (BAO, CARRIED):
        assert decoded(older(sample), type(sample)) == sample
        assert decoded([*as_list(sample), 7], type(sample)) == sample


@pytest.mark.parametrize("sample", FROM_CLIENT, ids=names(FROM_CLIENT))
def test_a_newer_clients_frame_is_understood(sample: frames.FromClient) -> None:
    newer = msgspec.json.decode(msgspec.json.encode(sample)) | {"somethingNew": {"deep": [1]}}
    assert frames.decode(msgspec.json.encode(newer)) == sample


class Chat:
    """Answers everything."""

    async def ask(self, requests: Sequence[exchange.Request]) -> list[exchange.Answer]:
        """With its type."""
        return [exchange.Refused(type(request).__name__, "") for request in requests]


@pytest.fixture
async def stream() -> AsyncIterator[Any]:
    """A raw stream to a real server."""
    server = ExchangeServer(Chat())
    port = await server.start("127.0.0.1:0")
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel.stream_stream(METHOD, Batch.SerializeToString, Batch.FromString)()
    await server.stop(0)


async def test_a_request_of_a_newer_gateway_is_refused_alone(stream: Any) -> None:
    items = [(1, as_list(REQUESTS[0])), (2, ["Telepathy", 1]), (3, [*as_list(REQUESTS[6]), "new"])]
    answers: dict[int, str] = {}

    await stream.write(Batch(items=msgspec.msgpack.encode([items])))
    while len(answers) < len(items):
        batch = await stream.read()
        for number, answer in msgspec.msgpack.decode(batch.items, type=exchange.BatchOfAnswers).items:
            assert isinstance(answer, exchange.Refused)
            answers[number] = answer.code

    assert answers == {1: "Open", 2: "server.unavailable", 3: "Heads"}
