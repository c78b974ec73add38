"""A client that follows docs/protocol.md, without I/O: takes frames, returns frames, records observations."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from load.verify.consistency_checker import History, Kind, Observation

Frame = dict[str, Any]
ANSWER_SECONDS = 12.0
RETRY_SECONDS = 0.2


@dataclass(slots=True)
class PendingMessage:
    """A message without an acknowledgement; it is retried with the same id."""

    frame: Frame
    retry_at: float


@dataclass(slots=True)
class Participant:
    """Resumes by position and epoch, retries pending messages, and records each event before any rule drops it."""

    name: str
    conversation: str
    role: str
    history: History
    clock: Callable[[], float]
    new_id: Callable[[], str]
    position: int = 0
    epoch: str = ""
    is_open: bool = False
    has_begun: bool = False
    pending: dict[str, PendingMessage] = field(default_factory=dict)
    acknowledged: int = 0
    resumed: int = 0
    resynced: int = 0
    retries: int = 0
    drained: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def audience(self) -> str:
        """The audience whose positions this client sees."""
        return "customer" if self.role == "customer" else "agents"

    def auth(self) -> Frame:
        """Return the first frame of a new socket."""
        if not self.has_begun:
            self.has_begun = True
            self._observe("start", position=self.position)
        frame: Frame = {"type": "auth", "position": self.position}
        return frame | ({"epoch": self.epoch} if self.epoch else {})

    def send_message(self, text: str, *, is_note: bool = False) -> list[Frame]:
        """Queue a message. Returns the frames to send now, if the socket is open."""
        message = self.new_id()
        frame: Frame = {"type": "message", "id": message, "role": self.role, "content": text}
        if is_note:
            frame["messageType"] = "note"
        self._observe("invoke", message=message, text=text, is_for_agents=is_note)
        self.pending[message] = PendingMessage(frame, self.clock() + ANSWER_SECONDS)
        return [frame] if self.is_open else []

    def lost(self) -> None:
        """Note that the socket is closed."""
        self.is_open = False

    def due(self) -> list[Frame]:
        """Return the frames of pending messages that are due for a retry."""
        if not self.is_open:
            return []
        now = self.clock()
        late = [found for found in self.pending.values() if found.retry_at <= now]
        for found in late:
            found.retry_at = now + ANSWER_SECONDS
        self.retries += len(late)
        return [found.frame for found in late]

    def received(self, frame: Frame) -> list[Frame]:
        """Handle a frame of the server. Returns the frames to send in response."""
        if "position" in frame and frame["type"] not in RECEIVED:
            self._event(frame)
            return []
        handle = RECEIVED.get(frame["type"])
        return handle(self, frame) if handle is not None else []

    # --- frames --------------------------------------------------------------------------------------------------

    def _event(self, frame: Frame) -> None:
        message = frame.get("message") or {}
        self._observe(
            "deliver", position=frame["position"], message=message.get("id", ""), text=message.get("content", "")
        )
        self.position = max(self.position, frame["position"])

    def _welcome(self, frame: Frame) -> list[Frame]:
        self.epoch, self.is_open = frame["epoch"], True
        self.resumed += bool(frame.get("resumed"))
        again = self.clock() + ANSWER_SECONDS
        for found in self.pending.values():
            found.retry_at = again
        self.retries += len(self.pending)
        return [found.frame for found in self.pending.values()]

    def _resync(self, frame: Frame) -> list[Frame]:
        self.epoch, self.position = frame["epoch"], frame["position"]
        self.resynced += 1
        self._observe("jump", position=self.position)
        return []

    def _delivered(self, frame: Frame) -> list[Frame]:
        self.pending.pop(frame["id"], None)
        self.acknowledged += 1
        self._observe("ack", message=frame["id"], position=frame["position"])
        return []

    def _error(self, frame: Frame) -> list[Frame]:
        self.errors[frame["code"]] += 1
        found = self.pending.get(frame.get("id", ""))
        if found is None:
            return []
        if frame.get("retryable"):
            found.retry_at = self.clock() + max(RETRY_SECONDS, frame.get("retryAfterSeconds") or 0)
        else:
            del self.pending[frame["id"]]
            self._observe("refuse", message=frame["id"], text=frame["code"])
        return []

    def _drain(self, _: Frame) -> list[Frame]:
        self.drained += 1
        return []

    def _observe(self, kind: Kind, **fields: Any) -> None:
        observation = Observation(kind, self.clock(), self.name, self.conversation, self.audience, **fields)
        self.history.add(observation)


RECEIVED: dict[str, Callable[[Participant, Frame], list[Frame]]] = {
    "welcome": Participant._welcome,
    "resync": Participant._resync,
    "delivered": Participant._delivered,
    "error": Participant._error,
    "drain": Participant._drain,
}
