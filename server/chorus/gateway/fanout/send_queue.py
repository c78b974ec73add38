"""The bounded queue of one socket: what the kernel did not take yet. A slow reader is closed, never buffered for."""

from typing import Protocol

from chorus.gateway.protocol.options import GatewayOptions


class Pipe(Protocol):
    """The socket as its queue sees it."""

    def write(self, frame: bytes) -> None:
        """Write, or buffer."""
        ...

    @property
    def buffered(self) -> int:
        """Bytes that wait."""
        ...


class SendQueue:
    """Counts what waits. The bytes themselves wait in the transport, so a healthy socket costs nothing here.

    It begins to count when the transport holds more than its high-water mark (16 KiB); what stays below that and is
    never read is found by the pings. A write is late when it was there at one look and still is `write_tries` looks
    after, `write_seconds` in all.
    """

    __slots__ = ("_frames", "_mark", "_options", "_pipe", "_tries", "_written", "is_full", "is_stalled")

    def __init__(self, pipe: Pipe, options: GatewayOptions) -> None:
        self._pipe = pipe
        self._options = options
        self.is_stalled = False
        self.is_full = False
        self._frames = 0
        self._written = 0
        self._mark = 0
        self._tries = 0

    def send(self, frame: bytes, *, is_replay: bool = False) -> bool:
        """Queue it; False when the queue was full already, and from then on."""
        if not self.is_stalled:
            self._pipe.write(frame)
            return True
        if self.is_full or (not is_replay and self._is_at(1)):
            self.is_full = True
            return False
        self._frames += 1
        self._written += len(frame)
        self._pipe.write(frame)
        return True

    def hint(self, frame: bytes) -> bool:
        """Queue something that may be lost; dropped from half full on."""
        if self.is_stalled and (self.is_full or self._is_at(0.5)):
            return False
        return self.send(frame)

    def _is_at(self, share: float) -> bool:
        options = self._options
        return self._pipe.buffered >= options.outbound_max_bytes * share or (
            self._frames >= options.outbound_max_frames * share
        )

    def stall(self, *, is_stalled: bool) -> None:
        """Record that the kernel's buffer is full or has been emptied."""
        self.is_stalled = is_stalled
        self._frames = self._tries = 0
        # What waits was written before this counter began; from here on all is counted.
        self._written = self._mark = self._pipe.buffered if is_stalled else 0

    def is_write_stalled(self) -> bool:
        """Check `write_seconds / write_tries` after the last check whether a write is stalled."""
        if not self.is_stalled:
            return False
        gone = self._written - self._pipe.buffered
        if gone >= self._mark:
            self._mark, self._tries = self._written, 0
            return False
        self._tries += 1
        return self._tries >= self._options.write_tries
