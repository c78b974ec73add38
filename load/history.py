"""What clients saw, and what of it may not be: judged from their observations alone, without a look at the server.

A client notes when it says something, when that is acknowledged or refused, and every event as it comes off the socket,
before any rule of its own drops one. `faults` names each promise of the protocol that the notes contradict.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec
from typing_extensions import override

Kind = Literal["start", "invoke", "ack", "refuse", "deliver", "jump"]
Rule = Literal[
    "lost",
    "twice",
    "order",
    "gap",
    "phantom",
    "altered",
    "leaked",
    "refused twice",
    "acknowledged elsewhere",
    "overtaken",
]


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """One observation. `position` is of the client's own audience; `at` is the seconds of one clock for all."""

    kind: Kind
    at: float
    client: str
    conversation: str
    audience: str = "agents"
    position: int = 0
    message: str = ""
    text: str = ""
    is_for_agents: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken promise, and where to look."""

    rule: Rule
    conversation: str
    client: str
    detail: str

    @override
    def __str__(self) -> str:
        return f"{self.rule}: {self.client} in {self.conversation}: {self.detail}"


@dataclass(slots=True)
class History:
    """Notes in the order in which they were taken."""

    notes: list[Note] = field(default_factory=list)

    def add(self, note: Note) -> None:
        """Take a note."""
        self.notes.append(note)

    def count(self, kind: Kind) -> int:
        """How many notes of a kind there are."""
        return sum(note.kind == kind for note in self.notes)

    def faults(self) -> list[Fault]:
        """Every broken promise; an empty list is the proof."""
        by_conversation: dict[str, list[Note]] = defaultdict(list)
        for note in self.notes:
            by_conversation[note.conversation].append(note)
        return [fault for notes in by_conversation.values() for fault in _Judge(notes).faults()]

    def write(self, path: Path) -> None:
        """Keep it, one JSON object a line, for whoever has to find out why."""
        path.write_bytes(b"\n".join(msgspec.json.encode(note) for note in self.notes) + b"\n")

    @classmethod
    def read(cls, path: Path) -> "History":
        """A history that was kept."""
        return cls([msgspec.json.decode(line, type=Note) for line in path.read_bytes().splitlines()])


class _Judge:
    """One conversation."""

    def __init__(self, notes: list[Note]) -> None:
        self.invoked = {note.message: note for note in reversed(notes) if note.kind == "invoke"}
        self.acknowledged: dict[str, list[Note]] = defaultdict(list)
        self.refused = {note.message for note in notes if note.kind == "refuse"}
        self.seen: dict[str, list[Note]] = defaultdict(list)
        for note in notes:
            if note.kind == "ack":
                self.acknowledged[note.message].append(note)
            elif note.kind in {"start", "deliver", "jump"}:
                self.seen[note.client].append(note)
        # The positions at which an audience saw each message: one, unless something is wrong.
        self.places: dict[tuple[str, str], set[int]] = defaultdict(set)
        for note in notes:
            if note.kind == "deliver" and note.message:
                self.places[note.audience, note.message].add(note.position)

    def faults(self) -> Iterator[Fault]:
        yield from self._of_each_reader()
        yield from self._of_each_audience()
        yield from self._of_acknowledgements()
        yield from self._of_time()

    def _of_each_reader(self) -> Iterator[Fault]:
        for client, notes in self.seen.items():
            last, first, jumps, got = 0, 0, [], set()
            for note in notes:
                if note.kind != "deliver":
                    # It began here, or was told openly that it has to fetch what is between.
                    if note.kind == "jump":
                        jumps.append((last, note.position))
                    else:
                        first = note.position
                    last = note.position
                    continue
                got.add(note.message)
                if note.position <= last:
                    yield Fault("twice", note.conversation, client, f"position {note.position} after {last}")
                elif note.position > last + 1:
                    yield Fault("gap", note.conversation, client, f"position {note.position} after {last}")
                last = max(last, note.position)
                yield from self._of_content(note)
            yield from self._of_what_is_missing(client, notes, first, jumps, got)

    def _of_content(self, note: Note) -> Iterator[Fault]:
        if not note.message:
            return
        said = self.invoked.get(note.message)
        if said is None:
            yield Fault("phantom", note.conversation, note.client, f"nobody said {note.message}")
        elif said.text != note.text:
            yield Fault("altered", note.conversation, note.client, f"{note.message} arrived changed")
        elif said.is_for_agents and note.audience == "customer":
            yield Fault("leaked", note.conversation, note.client, f"{note.message} is for agents alone")

    def _of_what_is_missing(
        self, client: str, notes: list[Note], first: int, jumps: list[tuple[int, int]], got: set[str]
    ) -> Iterator[Fault]:
        audience = notes[0].audience
        for message, answers in self.acknowledged.items():
            said = self.invoked.get(message)
            if message in got or (said is not None and said.is_for_agents and audience == "customer"):
                continue
            places = self.places[audience, message] or {note.position for note in answers if note.audience == audience}
            # Before its time, or in what it was told to fetch: no event to be had.
            is_excused = any(
                place <= first or any(after < place <= until for after, until in jumps) for place in places
            )
            if not is_excused:
                yield Fault("lost", notes[0].conversation, client, f"{message} was acknowledged and never came")

    def _of_each_audience(self) -> Iterator[Fault]:
        at: dict[tuple[str, int], tuple[str, str]] = {}
        for client, notes in self.seen.items():
            for note in notes:
                if note.kind != "deliver":
                    continue
                message, other = at.setdefault((note.audience, note.position), (note.message, client))
                if message != note.message:
                    detail = f"position {note.position} is {note.message or 'no message'}, for {other} {message}"
                    yield Fault("order", note.conversation, client, detail)
        for (audience, message), places in self.places.items():
            if len(places) > 1:
                rule: Rule = "refused twice" if message in self.refused else "twice"
                yield Fault(rule, self._conversation(message), audience, f"{message} stands at {sorted(places)}")

    def _of_acknowledgements(self) -> Iterator[Fault]:
        for message, answers in self.acknowledged.items():
            first = answers[0]
            places = {note.position for note in answers} | self.places[first.audience, message]
            if len(places) > 1:
                detail = f"{message} has the positions {sorted(places)}"
                yield Fault("acknowledged elsewhere", first.conversation, first.client, detail)

    def _of_time(self) -> Iterator[Fault]:
        """What was said after another message was acknowledged comes after it."""
        for audience in {note.audience for notes in self.seen.values() for note in notes}:
            known = [
                (self.invoked[message].at, answers[0].at, min(places), message)
                for message, answers in self.acknowledged.items()
                if message in self.invoked and (places := self.places[audience, message])
            ]
            by_answer = sorted(known, key=lambda row: row[1])
            newest, index = (0, ""), 0
            for said_at, _, place, message in sorted(known):
                while index < len(by_answer) and by_answer[index][1] < said_at:
                    newest = max(newest, (by_answer[index][2], by_answer[index][3]))
                    index += 1
                if place < newest[0]:
                    conversation = self.invoked[message].conversation
                    yield Fault("overtaken", conversation, audience, f"{message} stands before {newest[1]}")

    def _conversation(self, message: str) -> str:
        return self.invoked[message].conversation if message in self.invoked else ""
