"""The AsyncAPI 3.0 document of both sockets, made from the frames, the events and the close codes."""

import json
from collections.abc import Iterable
from typing import Any, Literal, get_args

import msgspec
from pydantic.json_schema import models_json_schema

from chorus.protocol import examples, frames
from chorus.protocol.close_codes import CLOSES
from chorus.protocol.envelope import event_body, event_fields
from chorus.protocol.events import EVENT_CLASSES
from chorus.protocol.events.event import ConversationEvent
from chorus.protocol.topics import Audience

Schema = dict[str, Any]
REF = "#/components/schemas/"
POSITION = 12
FEED_POSITION = 7
ABOUT = (
    "Two WebSockets carry JSON text frames. A **frame** has a one-word `type`; an **event** has `noun.past` as its"
    " `type` and a `position`, gap-free per conversation and audience. Connect with `Sec-WebSocket-Protocol:"
    " chorus.v1, bearer.<token>, nonce.<nonce>` (the nonce from `POST /v1/sockets`, single use), send `auth` first,"
    " and give the last position and epoch to get exactly what was missed, or `resync`."
    " Readers ignore types and fields that they do not know."
)
ONLY_AGENTS_SEND = (frames.Unsubscribe,)
ONLY_CUSTOMERS_GET = (frames.Queue,)


def document() -> Schema:
    """Return the whole document, ready for YAML."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Chorus sockets", "version": "1.0.0", "description": ABOUT},
        "defaultContentType": "application/json",
        "servers": {"local": {"host": "localhost:8000", "protocol": "ws"}},
        "channels": {"conversation": _channel_of_conversation(), "agent": _channel_of_agent()},
        "operations": _operations(),
        "components": {"messages": _messages(), "schemas": _schemas()},
        "x-close-codes": [
            {"code": close.code, "name": close.name, "reconnect": close.reconnect} for close in CLOSES.values()
        ],
    }


def _from_client(*, agent: bool) -> list[str]:
    kinds = get_args(frames.FromClient)
    return [_frame_name(kind) for kind in kinds if agent or kind not in ONLY_AGENTS_SEND]


def _from_server(*, agent: bool) -> list[str]:
    left_out = ONLY_CUSTOMERS_GET if agent else ()
    names = [_frame_name(kind) for kind in get_args(frames.FromServer) if kind not in left_out]
    events = (kind for kind in EVENT_CLASSES.values() if agent or kind.audience is Audience.EVERYONE)
    return names + [kind.__name__ for kind in events]


def _channel_of_conversation() -> Schema:
    return {
        "address": "/ws/v1/conversations/{conversationId}",
        "description": "One conversation, for its customer or for an agent.",
        "parameters": {"conversationId": {"description": "The conversation's id."}},
        "messages": _references([*_from_client(agent=False), *_from_server(agent=False)]),
        "bindings": {"ws": {"method": "GET"}},
    }


def _channel_of_agent() -> Schema:
    return {
        "address": "/ws/v1/agent",
        "description": "Many conversations, the tenant's feed and presence, on one socket.",
        "messages": _references([*_from_client(agent=True), *_from_server(agent=True)]),
        "bindings": {"ws": {"method": "GET"}},
    }


def _references(names: Iterable[str]) -> Schema:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in dict.fromkeys(names)}


def _operations() -> Schema:
    operations: Schema = {}
    for channel, agent in (("conversation", False), ("agent", True)):
        operations[f"{channel}Receives"] = _operation("receive", channel, _from_client(agent=agent))
        operations[f"{channel}Sends"] = _operation("send", channel, _from_server(agent=agent))
    return operations


def _operation(action: Literal["receive", "send"], channel: str, names: list[str]) -> Schema:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names],
    }


def _messages() -> Schema:
    """Name, schema and examples of each frame and event; a frame of both directions has an example of each."""
    found: Schema = {}
    for frame in (*examples.FROM_CLIENT, *examples.FROM_SERVER):
        name = _frame_name(type(frame))
        entry = found.setdefault(name, _message(name, type(frame).__struct_config__.tag, type(frame).__doc__))
        entry["examples"].append({"payload": json.loads(msgspec.json.encode(frame))})
    for event in examples.EVENTS:
        name = type(event).__name__
        found[name] = _message(name, event.type, type(event).__doc__)
        found[name]["examples"].append({"payload": _event_example(event)})
    return found


def _message(name: str, kind: object, doc: str | None) -> Schema:
    return {"name": kind, "summary": _one_line(doc), "payload": {"$ref": REF + name}, "examples": []}


def _event_example(event: ConversationEvent) -> Schema:
    feed = FEED_POSITION if type(event).on_tenant_feed else None
    example: Schema = json.loads(event_body(event_fields(event), POSITION, feed_position=feed))
    return example


def _schemas() -> Schema:
    return {**_frame_schemas(), **_event_schemas()}


def _frame_name(kind: type) -> str:
    """Return a frame's name, distinct from the noun of the same name: `MessageFrame` carries a message."""
    return f"{kind.__name__}Frame"


def _frame_schemas() -> Schema:
    kinds = dict.fromkeys((*get_args(frames.FromClient), *get_args(frames.FromServer)))
    _, schemas = msgspec.json.schema_components(kinds, ref_template=REF + "{name}")
    return {
        f"{name}Frame": {**schema, "title": f"{name}Frame", "properties": _without_null(schema["properties"])}
        for name, schema in schemas.items()
    }


def _without_null(properties: Schema) -> Schema:
    """Describe a frame's field without a value as omitted, never null."""
    shown: Schema = {}
    for name, schema in properties.items():
        kept = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
        is_nullable = len(kept) == 1 and len(schema["anyOf"]) > 1
        shown[name] = kept[0] if is_nullable else schema
    return shown


def _event_schemas() -> Schema:
    classes = list(EVENT_CLASSES.values())
    _, generated = models_json_schema(
        [(kind, "serialization") for kind in classes], by_alias=True, ref_template=REF + "{model}"
    )
    schemas: Schema = {name: _as_sent(schema) for name, schema in generated["$defs"].items()}
    del schemas["MessageRead"]["properties"]["position"]
    schemas["MessageRead"]["required"].remove("position")
    schemas["MessageInEvent"] = {**schemas.pop("MessageRead"), "title": "MessageInEvent"}
    for kind in classes:
        schemas[kind.__name__] = _event_schema(kind, schemas[kind.__name__])
    return schemas


def _as_sent(schema: Schema) -> Schema:
    """Describe every field as written; readers must tolerate new ones."""
    shown = {key: value for key, value in schema.items() if key != "additionalProperties"}
    if "properties" in shown:
        shown["properties"] = {name: _untitled(field) for name, field in shown["properties"].items()}
        shown["required"] = list(shown["properties"])
    return shown


def _untitled(field: Schema) -> Schema:
    shown: Schema = json.loads(json.dumps(field).replace(f'"{REF}MessageRead"', f'"{REF}MessageInEvent"'))
    shown.pop("title", None)
    shown.pop("default", None)
    return shown


def _event_schema(kind: type[ConversationEvent], schema: Schema) -> Schema:
    hidden = {kind.model_fields[name].alias for name in kind.hidden_from_customer}
    properties = {
        "position": {"type": "integer", "minimum": 1, "description": "In the reader's order of the conversation."},
        **schema["properties"],
    }
    if kind.on_tenant_feed:
        properties["feedPosition"] = {"type": "integer", "minimum": 1, "description": "On the tenant's feed only."}
    required = ["position", *(name for name in schema["required"] if name not in hidden)]
    extensions = {"x-audience": str(kind.audience), "x-hidden-from-customer": sorted(map(str, hidden))}
    return {**schema, "properties": properties, "required": required, **extensions}


def _one_line(doc: str | None) -> str:
    return (doc or "").strip().partition("\n")[0]
