"""How the exchange between gateway and chat service is written down in JSON, field by field.

On the wire a request or answer is a msgpack array: the order of its fields is part of the contract, and fields may only
be appended. An object of positions says so in Pact's words, which allow further keys.
"""

import json
from pathlib import Path
from typing import Any, get_args

import msgspec

from chorus.protocol.rpc import exchange

PACTS = Path(__file__).parents[3] / "contracts" / "pacts"
CONSUMER, PROVIDER = "chorus-gateway", "chorus-chat"
ANSWERS: dict[str, Any] = {found.__name__: found for found in get_args(exchange.Answer)}

TENANT = "01900000-0000-7000-8000-000000000001"
BAO = "01900000-0000-7000-8000-000000000002"
ADA = "01900000-0000-7000-8000-000000000003"
CONVERSATION = "01900000-0000-7000-8000-000000000004"
MESSAGE = "01900000-0000-7000-8000-000000000005"
FOREIGN = "01900000-0000-7000-8000-000000000006"
LOGIN = "01900000-0000-7000-8000-000000000007"
PEOPLE = {"tenant": TENANT, "customer": BAO, "agent": ADA, "conversation": CONVERSATION, "message": MESSAGE}


def request_text(request: exchange.Request) -> str:
    """A request exactly as it crosses, in JSON instead of msgpack."""
    return msgspec.json.encode(request).decode()


def as_text(metadata: object) -> str:
    """Metadata as it was written; Pact reads what looks like JSON."""
    return metadata if isinstance(metadata, str) else json.dumps(metadata, separators=(",", ":"))


def request_of(text: str) -> exchange.Request:
    """The request; raises `msgspec.ValidationError` when this side reads it otherwise."""
    found: exchange.Request = msgspec.json.decode(text, type=exchange.Request)
    return found


def answer_body(answer: exchange.Answer) -> dict[str, Any]:
    """An answer by the names of its fields, and where each stands."""
    names = type(answer).__struct_fields__
    values = {name: msgspec.to_builtins(getattr(answer, name)) for name in names}
    return body_of(type(answer).__name__, values)


def body_of(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """The same from values, which may be matchers."""
    names = ANSWERS[kind].__struct_fields__
    order = {str(place): name for place, name in enumerate(names) if name in values}
    return {"type": kind, "order": order, "values": values}


def answer_of(body: dict[str, Any]) -> exchange.Answer:
    """The answer that a gateway would read: an array, field after field."""
    places = [body["order"][str(place)] for place in range(len(body["order"]))]
    array = [body["type"], *(body["values"][name] for name in places)]
    answer = msgspec.json.decode(json.dumps(array), type=exchange.Answer)
    batch = msgspec.msgpack.encode(exchange.BatchOfAnswers([(1, answer)]))
    found: exchange.Answer = msgspec.msgpack.decode(batch, type=exchange.BatchOfAnswers).items[0][1]
    return found
