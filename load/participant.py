"""One side of a conversation as docs/protocol.md asks of a client, without I/O: frames in, frames out, notes taken."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from load.history import History, Kind, Note

Frame = dict[str, Any]
ANSWER_SECONDS = 12.0
RETRY_SECONDS = 0.2


@dataclass(slots=True)
class Unanswered:
    """Said, and not yet acknowledged: it is said again, with the same id, until it is."""

    frame: Frame
    again_at: float


@dataclass(slots=True)
class Participant:
    """Resumes with position and epoch, says again what is unanswered, and writes down what comes before judging it."""

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
    unanswered: dict[str, Unanswered] = field(default_factory=dict)
    acknowledged: int = 0
    resumed: int = 0
    resynced: int = 0
    said_again: int = 0
    drained: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def audience(self) -> str:
        """Whose positions it sees."""
        return "customer" if self.role == "customer" else "agents"

    def auth(self) -> Frame:
        """The first frame on a new socket."""
        if not self.has_begun:
            self.has_begun = True
            self._note("start", position=self.position)
        frame: Frame = {"type": "auth", "position": self.position}
        return frame | ({"epoch": self.epoch} if self.epoch else {})

    def say(self, text: str, *, is_note: bool = False) -> list[Frame]:
        """Say something; what to send now, if the socket is open."""
        message = self.new_id()
        frame: Frame = {"type": "message", "id": message, "role": self.role, "content": text}
        if is_note:
            frame["messageType"] = "note"
        self._note("invoke", message=message, text=text, is_for_agents=is_note)
        self.unanswered[message] = Unanswered(frame, self.clock() + ANSWER_SECONDS)
        return [frame] if self.is_open else []

    def lost(self) -> None:
        """The socket is gone."""
        self.is_open = False

    def due(self) -> list[Frame]:
        """What was refused for the moment, or stayed without an answer for long."""
        if not self.is_open:
            return []
        now = self.clock()
        late = [found for found in self.unanswered.values() if found.again_at <= now]
        for found in late:
            found.again_at = now + ANSWER_SECONDS
        self.said_again += len(late)
        return [found.frame for found in late]

    def received(self, frame: Frame) -> list[Frame]:
        """A frame of the server; what to send in return."""
        if "position" in frame and frame["type"] not in RECEIVED:
            self._event(frame)
            return []
        handle = RECEIVED.get(frame["type"])
        return handle(self, frame) if handle is not None else []

    # --- frames --------------------------------------------------------------------------------------------------

    def _event(self, frame: Frame) -> None:
        message = frame.get("message") or {}
        self._note(
            "deliver", position=frame["position"], message=message.get("id", ""), text=message.get("content", "")
        )
        self.position = max(self.position, frame["position"])

    def _welcome(self, frame: Frame) -> list[Frame]:
        self.epoch, self.is_open = frame["epoch"], True
        self.resumed += bool(frame.get("resumed"))
        again = self.clock() + ANSWER_SECONDS
        for found in self.unanswered.values():
            found.again_at = again
        self.said_again += len(self.unanswered)
        return [found.frame for found in self.unanswered.values()]

    def _resync(self, frame: Frame) -> list[Frame]:
        self.epoch, self.position = frame["epoch"], frame["position"]
        self.resynced += 1
        self._note("jump", position=self.position)
        return []

    def _delivered(self, frame: Frame) -> list[Frame]:
        self.unanswered.pop(frame["id"], None)
        self.acknowledged += 1
        self._note("ack", message=frame["id"], position=frame["position"])
        return []

    def _error(self, frame: Frame) -> list[Frame]:
        self.errors[frame["code"]] += 1
        found = self.unanswered.get(frame.get("id", ""))
        if found is None:
            return []
        if frame.get("retryable"):
            found.again_at = self.clock() + max(RETRY_SECONDS, frame.get("retryAfterSeconds") or 0)
        else:
            del self.unanswered[frame["id"]]
            self._note("refuse", message=frame["id"], text=frame["code"])
        return []

    def _drain(self, _: Frame) -> list[Frame]:
        self.drained += 1
        return []

    def _note(self, kind: Kind, **fields: Any) -> None:
        note = Note(kind, self.clock(), self.name, self.conversation, self.audience, **fields)
        self.history.add(note)


RECEIVED: dict[str, Callable[[Participant, Frame], list[Frame]]] = {
    "welcome": Participant._welcome,
    "resync": Participant._resync,
    "delivered": Participant._delivered,
    "error": Participant._error,
    "drain": Participant._drain,
}
