"""An event addressed to a topic, with its position there, encoded once."""

from collections.abc import Sequence

import msgspec

from chorus.wire.events.event import Event
from chorus.wire.topics import Topic


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """What the bus carries. Who passes it on reads `topic` and `position` and leaves `body` alone.

    `position` 0 marks something ephemeral (typing, presence, a place in the queue): no position, may be lost.
    """

    topic: Topic
    position: int
    body: bytes


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Envelope])


def pack(envelopes: Sequence[Envelope]) -> bytes:
    """Envelopes as one bus payload."""
    return _encoder.encode(envelopes)


def unpack(payload: bytes) -> list[Envelope]:
    """The envelopes of one bus payload; raises `msgspec.DecodeError`."""
    return _decoder.decode(payload)


def event_body(event: Event, position: int, *, for_customer: bool, feed_position: int | None = None) -> bytes:
    """The frame a socket carries: the event's fields after its `position` in the conversation.

    On the tenant's feed `feedPosition` comes first, so that a client knows which of its two orders this is.
    """
    left_out: dict[str, object] = dict.fromkeys(type(event).hidden_from_customer, True) if for_customer else {}
    if "message" in type(event).model_fields:
        left_out["message"] = {"position"}
    fields = event.model_dump_json(by_alias=True, exclude=left_out).encode()  # type: ignore[arg-type]
    feed = b"" if feed_position is None else b'"feedPosition":%d,' % feed_position
    return b'{%s"position":%d,%s' % (feed, position, fields[1:])
