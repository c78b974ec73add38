"""Checks what clients saw against the promises of the protocol, from their observations alone.

A client records when it sends a message, when that is acknowledged or refused, and every event as it arrives, before
its own rules drop one. `violations` names each promise that the observations contradict.
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


class Observation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One observation. `position` is of the client's own audience; `at` is the seconds of one shared clock."""

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
class Violation:
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
    """Observations in the order in which they were made."""

    observations: list[Observation] = field(default_factory=list)

    def add(self, observation: Observation) -> None:
        """Append an observation."""
        self.observations.append(observation)

    def count(self, kind: Kind) -> int:
        """Return the number of observations of a kind."""
        return sum(observation.kind == kind for observation in self.observations)

    def violations(self) -> list[Violation]:
        """Return every violation; an empty list is the proof."""
        by_conversation: dict[str, list[Observation]] = defaultdict(list)
        for observation in self.observations:
            by_conversation[observation.conversation].append(observation)
        return [
            violation
            for observations in by_conversation.values()
            for violation in _ConversationChecker(observations).violations()
        ]

    def write(self, path: Path) -> None:
        """Write one JSON object per line."""
        path.write_bytes(b"\n".join(msgspec.json.encode(observation) for observation in self.observations) + b"\n")

    @classmethod
    def read(cls, path: Path) -> "History":
        """Read a history that was written."""
        return cls([msgspec.json.decode(line, type=Observation) for line in path.read_bytes().splitlines()])


class _ConversationChecker:
    """Checks one conversation."""

    def __init__(self, observations: list[Observation]) -> None:
        self.invoked = {
            observation.message: observation for observation in reversed(observations) if observation.kind == "invoke"
        }
        self.acknowledged: dict[str, list[Observation]] = defaultdict(list)
        self.refused = {observation.message for observation in observations if observation.kind == "refuse"}
        self.seen: dict[str, list[Observation]] = defaultdict(list)
        for observation in observations:
            if observation.kind == "ack":
                self.acknowledged[observation.message].append(observation)
            elif observation.kind in {"start", "deliver", "jump"}:
                self.seen[observation.client].append(observation)
        # The positions at which an audience saw each message: one, unless something is wrong.
        self.places: dict[tuple[str, str], set[int]] = defaultdict(set)
        for observation in observations:
            if observation.kind == "deliver" and observation.message:
                self.places[observation.audience, observation.message].add(observation.position)

    def violations(self) -> Iterator[Violation]:
        yield from self._of_each_reader()
        yield from self._of_each_audience()
        yield from self._of_acknowledgements()
        yield from self._of_time()

    def _of_each_reader(self) -> Iterator[Violation]:
        for client, observations in self.seen.items():
            last, first, jumps, got = 0, 0, [], set()
            for observation in observations:
                if observation.kind != "deliver":
                    # It started here, or was told to fetch what lies between.
                    if observation.kind == "jump":
                        jumps.append((last, observation.position))
                    else:
                        first = observation.position
                    last = observation.position
                    continue
                got.add(observation.message)
                if observation.position <= last:
                    yield Violation(
                        "twice", observation.conversation, client, f"position {observation.position} after {last}"
                    )
                elif observation.position > last + 1:
                    yield Violation(
                        "gap", observation.conversation, client, f"position {observation.position} after {last}"
                    )
                last = max(last, observation.position)
                yield from self._of_content(observation)
            yield from self._of_what_is_missing(client, observations, first, jumps, got)

    def _of_content(self, observation: Observation) -> Iterator[Violation]:
        if not observation.message:
            return
        said = self.invoked.get(observation.message)
        if said is None:
            yield Violation(
                "phantom", observation.conversation, observation.client, f"nobody said {observation.message}"
            )
        elif said.text != observation.text:
            yield Violation(
                "altered", observation.conversation, observation.client, f"{observation.message} arrived changed"
            )
        elif said.is_for_agents and observation.audience == "customer":
            yield Violation(
                "leaked", observation.conversation, observation.client, f"{observation.message} is for agents alone"
            )

    def _of_what_is_missing(
        self, client: str, observations: list[Observation], first: int, jumps: list[tuple[int, int]], got: set[str]
    ) -> Iterator[Violation]:
        audience = observations[0].audience
        for message, answers in self.acknowledged.items():
            said = self.invoked.get(message)
            if message in got or (said is not None and said.is_for_agents and audience == "customer"):
                continue
            places = self.places[audience, message] or {
                observation.position for observation in answers if observation.audience == audience
            }
            # Before its start, or in a range that it was told to fetch: no event is expected.
            is_excused = any(
                place <= first or any(after < place <= until for after, until in jumps) for place in places
            )
            if not is_excused:
                yield Violation(
                    "lost", observations[0].conversation, client, f"{message} was acknowledged and never came"
                )

    def _of_each_audience(self) -> Iterator[Violation]:
        at: dict[tuple[str, int], tuple[str, str]] = {}
        for client, observations in self.seen.items():
            for observation in observations:
                if observation.kind != "deliver":
                    continue
                message, other = at.setdefault(
                    (observation.audience, observation.position), (observation.message, client)
                )
                if message != observation.message:
                    what = observation.message or "no message"
                    detail = f"position {observation.position} is {what}, for {other} {message}"
                    yield Violation("order", observation.conversation, client, detail)
        for (audience, message), places in self.places.items():
            if len(places) > 1:
                rule: Rule = "refused twice" if message in self.refused else "twice"
                yield Violation(rule, self._conversation(message), audience, f"{message} stands at {sorted(places)}")

    def _of_acknowledgements(self) -> Iterator[Violation]:
        for message, answers in self.acknowledged.items():
            first = answers[0]
            places = {observation.position for observation in answers} | self.places[first.audience, message]
            if len(places) > 1:
                detail = f"{message} has the positions {sorted(places)}"
                yield Violation("acknowledged elsewhere", first.conversation, first.client, detail)

    def _of_time(self) -> Iterator[Violation]:
        """Check that a message sent after another was acknowledged comes after it."""
        for audience in {observation.audience for observations in self.seen.values() for observation in observations}:
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
                    yield Violation("overtaken", conversation, audience, f"{message} stands before {newest[1]}")

    def _conversation(self, message: str) -> str:
        return self.invoked[message].conversation if message in self.invoked else ""
