"""What RFC 6455 and docs/protocol.md ask of a stream, worked out from its bytes and nothing of the gateway's."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.gateway.fuzz.streams import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, masked

FRAME_MAX = 64 * 1024
OPCODES = {CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG}
# 1004, 1005, 1006 and 1015 never cross the wire (section 7.4.1).
CLOSE_CODES = {1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)}
ALIVE = 0


@dataclass(slots=True)
class Verdict:
    """`outcomes`: close codes, and `ALIVE`. `said`: the texts before the end. `is_mid_frame`: a frame is incomplete."""

    outcomes: set[int] = field(default_factory=lambda: {ALIVE})
    said: list[bytes] = field(default_factory=list)
    is_mid_frame: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A frame as it stands in the bytes; `payload` is None where its end is missing."""

    opcode: int
    fin: bool
    rsv: int
    payload: bytes | None
    faults: frozenset[int] = frozenset()  # codes for what is wrong with its head, beside reserved bits
    perhaps: frozenset[int] = frozenset()  # codes for what a strict reader may find wrong

    @property
    def codes(self) -> set[int]:
        """For what is surely wrong with its head."""
        return {*self.faults, *((1002,) if self.rsv else ())}

    @property
    def early(self) -> set[int]:
        """For what may be seen before the frame before it is acted on."""
        farewell = _goodbyes(self.payload) & {1002, 1007} if self.opcode == CLOSE and self.payload else set()
        return {*self.faults, *self.perhaps, *farewell}


def judge(data: bytes) -> Verdict:
    """What may come of these bytes on an open socket."""
    verdict, begun = Verdict(), None
    perhaps: set[int] = set()
    cuts = frames_of(data)
    for cut in cuts:
        perhaps |= cut.perhaps
        if cut.payload is None:
            # A fault in the head may be told before the rest is there, or when it is.
            verdict.outcomes = {ALIVE} | cut.codes | perhaps
            verdict.is_mid_frame = True
            break
        codes, begun = (
            (cut.codes | cut.early, begun) if cut.codes else _of_frame(cut.opcode, cut.fin, cut.payload, begun, verdict)
        )
        if verdict.said and not is_json(verdict.said[-1]):
            perhaps.add(1007)  # or it was refused before its end was looked at
        verdict.outcomes = codes | perhaps
        if ALIVE not in codes:
            # What is wrong with the next frame may be seen first: both may lie in what was read at once.
            after = next(cuts, None)
            verdict.outcomes |= after.early if after else set()
            break
    return verdict


def _of_frame(
    opcode: int, fin: bool, payload: bytes, begun: bytes | None, verdict: Verdict
) -> tuple[set[int], bytes | None]:
    if opcode == CLOSE:
        return _goodbyes(payload), begun
    if opcode in {PING, PONG}:
        return {ALIVE}, begun
    if (opcode == CONTINUATION) == (begun is None):
        return {1002}, begun
    if opcode == BINARY:
        return {1003}, begun
    whole = (begun or b"") + payload
    codes = {1009} if len(whole) > FRAME_MAX else {1007} if fin and not _is_text(whole) else {ALIVE}
    if fin and codes == {ALIVE}:
        verdict.said.append(whole)
    return codes, None if fin else whole


def frames_of(data: bytes) -> Iterator[Cut]:
    """The frames, as far as the bytes go."""
    at = 0
    while at < len(data):
        if len(data) - at < 2:
            yield Cut(data[at] & 15, bool(data[at] & 128), data[at] >> 4 & 7, None, perhaps=frozenset({1002}))
            return
        first, second = data[at], data[at + 1]
        opcode, fin, short = first & 15, bool(first & 128), second & 127
        width, mask_size = {126: 2, 127: 8}.get(short, 0), 4 if second & 128 else 0
        body = at + 2 + width + mask_size
        size = int.from_bytes(data[at + 2 : at + 2 + width], "big") if width else short
        has_size = len(data) >= at + 2 + width
        is_wrong = opcode not in OPCODES or not mask_size or (opcode >= CLOSE and (not fin or short > 125))
        faults = {1002} if is_wrong else set()
        if has_size and size > FRAME_MAX:
            faults |= {1002, 1009} if size >> 63 else {1009}
        is_padded = has_size and width and size < (126 if width == 2 else 65_536)
        payload = None
        if has_size and len(data) >= body + size:
            payload = masked(data[body : body + size], data[body - mask_size : body] or bytes(4))
        yield Cut(opcode, fin, first >> 4 & 7, payload, frozenset(faults), frozenset({1002} if is_padded else ()))
        if payload is None:
            return
        at = body + size


def _goodbyes(payload: bytes) -> set[int]:
    if not payload:
        return {1000}
    code = int.from_bytes(payload[:2], "big")
    faults = set() if len(payload) > 1 and code in CLOSE_CODES else {1002}
    return faults | (set() if _is_text(payload[2:]) else {1007}) or {code}


def _is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def read(text: bytes, *, as_pairs: bool = False) -> Any:
    """The JSON; raises `ValueError` or `RecursionError`. A name that is given twice counts once, but for `as_pairs`."""
    return json.loads(
        text.decode(), parse_constant=_refuse, parse_int=str, object_pairs_hook=list if as_pairs else None
    )


def is_json(text: bytes) -> bool:
    """Whether it surely is: surrogates in pairs, and not too deep."""
    try:
        json.dumps(read(text, as_pairs=True), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True
