"""RFC 6455 rules for messages and close frames, beyond framing."""

from enum import IntEnum

from chorus.protocol.close_codes import INVALID_PAYLOAD, POLICY, PROTOCOL_ERROR, TOO_BIG, UNSUPPORTED_DATA, Close


class Opcode(IntEnum):
    """Section 5.2."""

    CONTINUATION = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA


# 1004, 1005, 1006 and 1015 never cross the wire (section 7.4.1); 3000-4999 belong to applications.
CLOSE_CODES = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)})


class Violation(Exception):
    """The peer broke the protocol; `close` is how the socket ends."""

    def __init__(self, close: Close, reason: str) -> None:
        super().__init__(reason)
        self.close = close
        self.reason = reason


class Assembly:
    """Joins the fragments of one message at a time, up to `max_bytes` and `fragments_max`."""

    __slots__ = ("_fragments", "_fragments_max", "_is_binary", "_max_bytes", "_received", "_takes_binary")

    def __init__(self, max_bytes: int, *, takes_binary: bool = False, fragments_max: int = 64) -> None:
        self._max_bytes = max_bytes
        self._fragments_max = fragments_max
        self._fragments = 0
        self._takes_binary = takes_binary
        self._received: bytearray | None = None
        self._is_binary = False

    @property
    def is_idle(self) -> bool:
        """Whether no message is half received."""
        return self._received is None

    def take(self, opcode: int, *, is_final: bool, payload: bytes) -> str | bytes | None:
        """Return the whole message, or None while fragments are missing.

        Raises:
            Violation: If the peer violates RFC 6455.
        """
        if opcode == Opcode.CONTINUATION:
            if self._received is None:
                raise Violation(PROTOCOL_ERROR, "a continuation of nothing")
        elif self._received is not None:
            raise Violation(PROTOCOL_ERROR, "a new message inside another")
        else:
            self._begin(opcode)
        return self._add(payload, is_final=is_final)

    def _begin(self, opcode: int) -> None:
        self._is_binary = opcode == Opcode.BINARY
        if self._is_binary and not self._takes_binary:
            raise Violation(UNSUPPORTED_DATA, "text only")
        self._received = bytearray()
        self._fragments = 0

    def _add(self, payload: bytes, *, is_final: bool) -> str | bytes | None:
        received = self._received
        if received is None:
            return None
        if len(received) + len(payload) > self._max_bytes:
            raise Violation(TOO_BIG, f"a message may have {self._max_bytes} bytes")
        self._fragments += 1
        if self._fragments > self._fragments_max:
            raise Violation(POLICY, f"a message may have {self._fragments_max} fragments")
        received += payload
        if not is_final:
            return None
        self._received = None
        return bytes(received) if self._is_binary else text_of(received)


def text_frame(payload: bytes) -> bytes:
    """Build the server's frame of a text message once, for any number of sockets."""
    size = len(payload)
    if size < 126:
        return b"\x81%c%b" % (size, payload)
    if size < 65_536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2, "big"), payload)
    return b"\x81\x7f%b%b" % (size.to_bytes(8, "big"), payload)


def text_of(payload: bytes | bytearray) -> str:
    """Decode strict UTF-8.

    Raises:
        Violation: If the peer violates RFC 6455.
    """
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise Violation(INVALID_PAYLOAD, "not UTF-8") from error


def close_code_of(payload: bytes) -> int:
    """Return the code of a received close frame, 1000 if it carries none.

    Raises:
        Violation: If the peer violates RFC 6455.
    """
    if not payload:
        return 1000
    if len(payload) == 1:
        raise Violation(PROTOCOL_ERROR, "half a close code")
    code = int.from_bytes(payload[:2], "big")
    if code not in CLOSE_CODES:
        raise Violation(PROTOCOL_ERROR, "a close code that may not be sent")
    text_of(payload[2:])
    return code
