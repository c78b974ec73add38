"""Metering of a socket's input: every frame, byte and read counts from the first byte."""

from dataclasses import dataclass, field

from chorus.gateway.protocol.options import Rate

CLOSE, WHOLE_TEXT = 0x8, 0x81
# A read costs more than its bytes: a peer that sends single bytes is bounded by the number of its reads.
READ_COST_BYTES = 64
HEAD_MAX_BYTES = 14


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """`first_frames` is the burst before the welcome; `turn_frames` are handed on in one turn of the loop."""

    frames: Rate = field(default_factory=lambda: Rate(50, 200))
    bytes: Rate = field(default_factory=lambda: Rate(128 * 1024, 1024 * 1024))
    first_frames: int = 32
    fragments: int = 64
    turn_frames: int = 32


class Intake:
    """Cuts what comes into frames, without I/O and without a look at their payloads, and counts."""

    __slots__ = ("_bytes_at", "_frames_at", "_head", "_left", "_limits", "is_last", "is_over", "is_text", "turn_ends")

    def __init__(self, limits: IntakeLimits, now: float) -> None:
        self._limits = limits
        self._frames_at = now + max(0, limits.frames.burst - limits.first_frames) * limits.frames.interval
        self._bytes_at = 0.0
        self._left = 0
        self._head = b""
        self.is_over = False
        self.is_text = False
        self.is_last = False
        self.turn_ends = 0

    def welcome(self) -> None:
        """Grant the full burst once the socket's owner is known."""
        self._frames_at = 0.0

    def count(self, data: bytes | memoryview, size: int, now: float) -> int:
        """Count the first `size` bytes of `data`; returns how many of them may be handed on.

        Afterwards `turn_ends` is where the frames of one turn end, `is_over` whether it was too much (`is_text`: a
        whole text message was), and `is_last` whether a close frame was seen, behind which nothing counts.
        """
        limits = self._limits
        rate = limits.bytes
        bytes_at = self._bytes_at
        self._bytes_at = bytes_at = (bytes_at if bytes_at > now else now) + (size + READ_COST_BYTES) * rate.interval
        if bytes_at - now > rate.allowance:
            self.is_over, self.is_text = True, False
            return 0
        at = self._left
        if self.is_last or at > size:
            self._left = max(0, at - size)
            self.turn_ends = min(at, size)
            return self.turn_ends
        return self._count_frames(data, at, size, now)

    def _count_frames(self, data: bytes | memoryview, at: int, size: int, now: float) -> int:
        limits = self._limits
        rate, turn = limits.frames, limits.turn_frames
        frames_at = self._frames_at if self._frames_at > now else now
        frames, self.turn_ends = 0, -1
        self._left = 0
        while at < size:
            if frames == turn:
                self.turn_ends = at
            head = self._head
            if not head:
                # Counted at its first byte; what is left of its head is only looked at.
                if frames_at - now > rate.allowance:
                    self.is_over, self.is_text = True, data[at] == WHOLE_TEXT
                    break
                frames_at += rate.interval
                frames += 1
            length = _length(head, data, at, size)
            if length is None:
                self._head = head + bytes(data[at:size])
                at = size
                break
            first = head[0] if head else data[at]
            at += length - len(head)
            self._head = b""
            if first & 0xF == CLOSE:
                self.is_last = True
                break
        self._frames_at = frames_at
        if at > size:
            self._left, at = at - size, size
        if self.turn_ends < 0:
            self.turn_ends = at
        return at


def boundary(data: bytes, frames: int) -> int:
    """Return where so many frames end in data that starts with one."""
    at, size = 0, len(data)
    while at < size and frames > 0:
        length = _length(b"", data, at, size)
        if length is None:
            return size
        at += length
        frames -= 1
    return min(at, size)


def _length(head: bytes, data: bytes | memoryview, at: int, size: int) -> int | None:
    """Return the length of a complete client frame in bytes; None while its header is incomplete."""
    if not head and at + 1 < size:
        short = data[at + 1] & 0x7F
        if short < 126:
            return 6 + short
    head += bytes(data[at : min(size, at + HEAD_MAX_BYTES)])
    if len(head) < 2:
        return None
    short = head[1] & 0x7F
    if short < 126:
        return 6 + short
    if short == 126:
        return 8 + int.from_bytes(head[2:4], "big") if len(head) >= 4 else None
    return 14 + int.from_bytes(head[2:10], "big") if len(head) >= 10 else None
