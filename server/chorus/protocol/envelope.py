"""An event addressed to a topic, with its position there, encoded once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from chorus.protocol.events.event import ConversationEvent, Event
from chorus.protocol.topics import Topic, conversation_for_agents, conversation_for_customer, tenant_feed


class Envelope(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A message on the bus. Gateways read `topic` and `position` and pass `body` on.

    `position` 0 marks something ephemeral (typing, presence, a place in the queue): no position, may be lost.
    `trace` is a `traceparent`, when traces are on.
    """

    topic: Topic
    position: int
    body: bytes
    trace: str = ""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Envelope])


def pack(envelopes: Sequence[Envelope]) -> bytes:
    """Encode envelopes as one bus payload."""
    return _encoder.encode(envelopes)


def unpack(payload: bytes) -> list[Envelope]:
    """Decode one bus payload; raises `msgspec.DecodeError`."""
    return _decoder.decode(payload)


def event_fields(event: Event, *, for_customer: bool = False) -> bytes:
    """Encode an event as JSON without its position. The customer's copy omits what the class hides."""
    hidden = event.hidden_from_customer if for_customer and isinstance(event, ConversationEvent) else ()
    left_out: dict[str, Any] = dict.fromkeys(hidden, True)
    if "message" in type(event).model_fields:
        left_out["message"] = {"position"}
    return event.model_dump_json(by_alias=True, exclude=left_out).encode()


def event_body(fields: bytes, position: int, *, feed_position: int | None = None) -> bytes:
    """Build the frame of an event: its position in the conversation, then its fields.

    On the tenant's feed `feedPosition` comes first, so that a client knows which of its two orders this is.
    """
    feed = b"" if feed_position is None else b'"feedPosition":%d,' % feed_position
    return b'{%s"position":%d,%s' % (feed, position, fields[1:])


def envelopes_of(
    event: ConversationEvent,
    tenant_id: UUID,
    agents: int,
    customer: int | None = None,
    feed: int | None = None,
    trace: str = "",
) -> list[Envelope]:
    """Address one event to each of its topics, encoded once per distinct copy."""
    fields = event_fields(event)
    topic = conversation_for_agents(event.conversation_id)
    found = [Envelope(topic, agents, event_body(fields, agents), trace)]
    if customer is not None:
        public = event_fields(event, for_customer=True) if type(event).hidden_from_customer else fields
        topic = conversation_for_customer(event.conversation_id)
        found.append(Envelope(topic, customer, event_body(public, customer), trace))
    if feed is not None:
        found.append(Envelope(tenant_feed(tenant_id), feed, event_body(fields, agents, feed_position=feed)))
    return found
