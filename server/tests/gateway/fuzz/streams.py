"""What a client might send: a proper stream of frames, then spoilt. Everything is drawn from one `Random`."""

import json
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from uuid import UUID

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
FRAMES_MAX = 12
CONVERSATION = UUID("0190e1f3-7c1a-7f5e-8a52-00000000c0de")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as it will be written; `length` may lie, `width` may be longer than need be."""

    opcode: int
    payload: bytes = b""
    fin: bool = True
    rsv: int = 0
    mask: bytes | None = b"\x01\x02\x03\x04"
    length: int | None = None
    width: int | None = None

    def encoded(self) -> bytes:
        """The bytes."""
        size = len(self.payload) if self.length is None else self.length
        width = self.width if self.width is not None else 0 if size < 126 else 2 if size < 65_536 else 8
        short = {0: size & 0x7F, 2: 126, 8: 127}[width]
        first = (0x80 if self.fin else 0) | self.rsv << 4 | self.opcode
        head = bytes([first, (0x80 if self.mask is not None else 0) | short])
        head += (size & (1 << 8 * width) - 1).to_bytes(width, "big") if width else b""
        return head + (b"" if self.mask is None else self.mask + masked(self.payload, self.mask))


def masked(payload: bytes, mask: bytes) -> bytes:
    """XOR, as section 5.3 has it."""
    if not payload:
        return b""
    key = (mask * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(len(payload), "big")


def proper(random: Random) -> list[Frame]:
    """What a client in order would say."""
    return [_text(_words(random)) for _ in range(random.randint(1, 6))]


def _text(fields: dict[str, Any]) -> Frame:
    return Frame(TEXT, json.dumps(fields, ensure_ascii=False).encode())


def _id(random: Random) -> str:
    """A UUIDv7, the same for the same seed."""
    return str(UUID(int=random.getrandbits(128) & ~(0xF << 76 | 3 << 62) | 7 << 76 | 2 << 62))


def _words(random: Random) -> dict[str, Any]:
    some = str(CONVERSATION) if random.random() < 0.7 else _id(random)
    choices: list[dict[str, Any]] = [
        {"type": "message", "id": _id(random), "content": "Grüße, κόσμε 👋"[: random.randint(0, 15)]},
        {"type": "message", "id": _id(random), "content": "x", "attachmentIds": [some], "conversationId": some},
        {"type": "typing", "state": "started", "conversationId": some},
        {"type": "receipt", "delivered": random.randint(0, 9), "read": 2, "conversationId": some},
        {"type": "subscribe", "conversationId": some, "position": random.randint(0, 9), "epoch": "e1"},
        {"type": "unsubscribe", "conversationId": some},
        {"type": "presence", "status": "away"},
        {"type": "auth", "token": "token-0", "nonce": "n"},
        {"type": "ping"},
    ]
    return random.choice(choices)


def spoilt(random: Random) -> list[Frame]:
    """A proper stream after some mutations; none at all is one of the possibilities."""
    frames = proper(random)
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        if not frames:
            break
        random.choice(MUTATIONS)(random, frames)
    return frames[:FRAMES_MAX]


def segments(random: Random, frames: list[Frame]) -> list[bytes]:
    """The stream in bytes, cut as TCP might cut it; now and then bytes are spoilt after the framing."""
    data = bytearray(b"".join(frame.encoded() for frame in frames))
    if data and random.random() < 0.15:
        for _ in range(random.randint(1, 3)):
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    if random.random() < 0.05:
        del data[random.randrange(len(data) + 1) :]
    how = random.random()
    if how < 0.1 and len(data) <= 400:
        return [bytes([byte]) for byte in data]
    if how < 0.5 or not data:
        return [bytes(data)]
    cuts = sorted(random.randrange(len(data) + 1) for _ in range(random.randint(1, 6)))
    return [bytes(data[begin:end]) for begin, end in zip([0, *cuts], [*cuts, len(data)], strict=True) if begin < end]


# --- mutations of frames -----------------------------------------------------------------------------------------


def _change(random: Random, frames: list[Frame], **changes: Any) -> None:
    place = random.randrange(len(frames))
    frames[place] = replace(frames[place], **changes)


def _opcode(random: Random, frames: list[Frame]) -> None:
    _change(random, frames, opcode=random.randrange(16))


def _reserved(random: Random, frames: list[Frame]) -> None:
    _change(random, frames, rsv=random.randint(1, 7))


def _mask(random: Random, frames: list[Frame]) -> None:
    _change(random, frames, mask=random.choice((None, b"\0\0\0\0", random.randbytes(4))))


def _width(random: Random, frames: list[Frame]) -> None:
    _change(random, frames, width=random.choice((2, 8)))


def _lie(random: Random, frames: list[Frame]) -> None:
    sizes = (0, 1, 125, 126, 65_535, 65_536, 65_537, 2**31, 2**32, 2**63 - 1, 2**63, 2**64 - 1)
    _change(random, frames, length=random.choice(sizes))


def _fragments(random: Random, frames: list[Frame]) -> None:
    place = random.randrange(len(frames))
    whole = frames.pop(place)
    pieces = random.choice((2, 3, min(len(whole.payload), 8) or 1))
    cuts = sorted(random.randrange(len(whole.payload) + 1) for _ in range(pieces - 1))
    ends = zip([0, *cuts], [*cuts, len(whole.payload)], strict=True)
    parts = [
        replace(whole, opcode=CONTINUATION if begin_at else whole.opcode, payload=whole.payload[begin:end], fin=False)
        for begin_at, (begin, end) in enumerate(ends)
    ]
    parts[-1] = replace(parts[-1], fin=random.random() < 0.9)
    frames[place:place] = parts


def _control(random: Random, frames: list[Frame]) -> None:
    codes = (0, 999, 1000, 1001, 1004, 1005, 1006, 1007, 1011, 1014, 1015, 1016, 2999, 3000, 4999, 5000, 65_535)
    close = random.choice(codes).to_bytes(2, "big") + random.choice((b"", b"bye", b"\xff", b"x" * 123, b"x" * 124))
    payload = random.choice((b"", b"\x03", b"alive?", b"x" * 125, b"x" * 126, close))
    frames.insert(random.randrange(len(frames) + 1), Frame(random.choice((CLOSE, PING, PONG)), payload))


def _double(random: Random, frames: list[Frame]) -> None:
    place = random.randrange(len(frames))
    frames[place:place] = [frames[place]] * random.randint(1, 3)


def _swap(random: Random, frames: list[Frame]) -> None:
    random.shuffle(frames)


def _drop(random: Random, frames: list[Frame]) -> None:
    del frames[random.randrange(len(frames))]


def _cut(random: Random, frames: list[Frame]) -> None:
    place = random.randrange(len(frames))
    payload = frames[place].payload
    frames[place] = replace(frames[place], payload=payload[: random.randrange(len(payload) + 1)])


def _swell(random: Random, frames: list[Frame]) -> None:
    size = random.choice((125, 126, 127, 8_000, 65_535, 65_536, 65_537, 70_000))
    place = random.randrange(len(frames))
    frames[place] = replace(frames[place], payload=(frames[place].payload + b" " * size)[:size])


# --- mutations of what is said -----------------------------------------------------------------------------------

VALUES = (
    b"null", b"true", b"-1", b"0", b"1.5", b"1e400", b"-1e400", b"1e-400", b"9007199254740991", b"9007199254740992",
    b"9" * 30, b"9" * 5_000, b"NaN", b"Infinity", b"-Infinity", b'""', b"[]", b"{}", b"[[]]", b'"\\u0000"',
    b'"\\ud800"', b'"\\ud83d\\ude00"', b'"\\x41"', b'"\t"', b'"\xff"', b'"\xed\xa0\x80"', b'"' + b"x" * 8_001 + b'"',
    b'"' + "👋".encode() * 4_001 + b'"', b'"0190e1f3-7c1a-7f5e-8a52-00000000c0de"', b'"message"', b'"event"',
    b'"agent"', b'"00000000-0000-0000-0000-000000000000"', b'"0190e1f37c1a7f5e8a5200000000c0de"',
    b"[" * 2_000 + b"]" * 2_000, b"[" * 20_000, b'{"a":' * 2_000 + b"1" + b"}" * 2_000, b"'x'", b"0x10", b"01", b"+1",
    b".5", b"1.", b"tru", b"",
)  # fmt: skip
NAMES = (b"type", b"id", b"content", b"conversationId", b"position", b"delivered", b"tenantId", b"__class__", b"x", b"")


def _value(random: Random, frames: list[Frame]) -> None:
    """Another value in the place of one, or a name more, known or not, perhaps a second time."""
    place = random.randrange(len(frames))
    payload = frames[place].payload
    name = random.choice(NAMES)
    key = b'"' + name + b'":'
    value = random.choice(VALUES)
    at = payload.find(b'"' + name + b'": ')
    if at >= 0 and random.random() < 0.7:
        end = min((found for mark in (b",", b"}") if (found := payload.find(mark, at)) >= 0), default=len(payload))
        payload = payload[:at] + key + value + payload[end:]
    else:
        payload = payload[:-1] + b"," + key + value + payload[-1:]
    frames[place] = replace(frames[place], payload=payload)


def _other_text(random: Random, frames: list[Frame]) -> None:
    texts = (
        b"",
        b"null",
        b"[]",
        b"{}",
        b'""',
        b"{",
        b"\xef\xbb\xbf{}",
        b"\0",
        b"\xff",
        b"\xe2\x82",
        b" " * 100,
        b"7" * 9_000,
    )
    _change(random, frames, payload=random.choice((*texts, *VALUES)))


def _bytes(random: Random, frames: list[Frame]) -> None:
    place = random.randrange(len(frames))
    payload = bytearray(frames[place].payload)
    at = random.randrange(len(payload) + 1)
    what = random.random()
    if what < 0.4 and at < len(payload):
        payload[at] = random.randrange(256)
    elif what < 0.7:
        payload[at:at] = random.randbytes(random.randint(1, 4))
    else:
        del payload[at : at + random.randint(1, 4)]
    frames[place] = replace(frames[place], payload=bytes(payload))


MUTATIONS = (
    _opcode, _reserved, _mask, _width, _lie, _fragments, _fragments, _control, _control, _double, _swap, _drop, _cut,
    _swell, _value, _value, _value, _value, _other_text, _bytes, _bytes,
)  # fmt: skip
