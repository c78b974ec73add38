"""The history checker finds what it is there for: each rule is broken by one change to a good history."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from load.verify.consistency_checker import History, Observation, Rule

BAO, ADA = "bao", "ada"


def note(kind: str, at: float, client: str, **fields: object) -> Observation:
    """A note about the one conversation; Bao is its customer, Ada its agent."""
    audience = "customer" if client == BAO else "agents"
    given = {"kind": kind, "at": at, "client": client, "conversation": "c", "audience": audience, **fields}
    return msgspec.convert(given, Observation)


def good() -> list[Observation]:
    """Bao says a and b, Ada says n, which only agents see, and c; a try of Bao's was refused and never came."""
    return [
        note("start", 0, BAO),
        note("start", 0, ADA),
        note("invoke", 1, BAO, message="a", text="1"),
        note("ack", 2, BAO, message="a", position=1),
        note("deliver", 2, BAO, message="a", text="1", position=1),
        note("deliver", 2, ADA, message="a", text="1", position=1),
        note("invoke", 3, ADA, message="n", text="2", is_for_agents=True),
        note("ack", 4, ADA, message="n", position=2),
        note("deliver", 4, ADA, message="n", text="2", position=2),
        note("invoke", 4.5, BAO, message="r", text="5"),
        note("refuse", 4.6, BAO, message="r"),
        note("invoke", 5, BAO, message="b", text="3"),
        note("ack", 6, BAO, message="b", position=2),
        note("ack", 6.5, BAO, message="b", position=2),
        note("deliver", 6, BAO, message="b", text="3", position=2),
        note("deliver", 6, ADA, message="b", text="3", position=3),
        note("deliver", 6.5, ADA, position=4),
        note("invoke", 7, ADA, message="c", text="4"),
        note("ack", 8, ADA, message="c", position=5),
        note("deliver", 8, BAO, message="c", text="4", position=3),
        note("deliver", 8, ADA, message="c", text="4", position=5),
    ]


def find(observations: list[Observation], kind: str, client: str, message: str) -> int:
    """Where a note stands."""
    return next(
        index
        for index, found in enumerate(observations)
        if (found.kind, found.client, found.message) == (kind, client, message)
    )


def change(kind: str, client: str, message: str, **fields: object) -> Callable[[list[Observation]], None]:
    """Change one note."""

    def mutate(observations: list[Observation]) -> None:
        at = find(observations, kind, client, message)
        observations[at] = msgspec.structs.replace(observations[at], **fields)

    return mutate


def remove(kind: str, client: str, message: str) -> Callable[[list[Observation]], None]:
    """Forget one note."""

    def mutate(observations: list[Observation]) -> None:
        del observations[find(observations, kind, client, message)]

    return mutate


def insert(*found: Observation) -> Callable[[list[Observation]], None]:
    """Add notes at the end."""
    return lambda observations: observations.extend(found)


def swap_for_ada(observations: list[Observation]) -> None:
    """Ada sees b and c the other way round."""
    b, c = find(observations, "deliver", ADA, "b"), find(observations, "deliver", ADA, "c")
    observations[b] = msgspec.structs.replace(observations[b], message="c", text="4")
    observations[c] = msgspec.structs.replace(observations[c], message="b", text="3")


def ben_sees_another_order(observations: list[Observation]) -> None:
    """A second agent has n before a."""
    order = (("n", "2"), ("a", "1"), ("b", "3"), ("", ""), ("c", "4"))
    observations.append(note("start", 0, "ben"))
    for position, (message, text) in enumerate(order, start=1):
        observations.append(note("deliver", 9, "ben", message=message, text=text, position=position))


def refused_message_comes_twice(observations: list[Observation]) -> None:
    """What was refused may have been committed, but once."""
    observations.append(note("deliver", 9, BAO, message="r", text="5", position=4))
    observations.append(note("deliver", 9, BAO, message="r", text="5", position=5))


MUTATIONS: dict[str, tuple[Rule, Callable[[list[Observation]], None]]] = {
    "the agent never gets it": ("lost", remove("deliver", ADA, "c")),
    "the customer never gets it": ("lost", remove("deliver", BAO, "c")),
    "it comes again": ("twice", insert(note("deliver", 9, ADA, message="c", text="4", position=5))),
    "it comes again elsewhere": ("twice", insert(note("deliver", 9, ADA, message="b", text="3", position=6))),
    "a position is left out": ("gap", change("deliver", ADA, "c", position=6)),
    "another event is left out": ("gap", remove("deliver", ADA, "")),
    "nobody said it": ("phantom", remove("invoke", BAO, "a")),
    "it says something else": ("altered", change("deliver", ADA, "a", text="9")),
    "the customer sees a note": ("leaked", insert(note("deliver", 9, BAO, message="n", text="2", position=4))),
    "two agents disagree": ("order", ben_sees_another_order),
    "a refused one comes twice": ("refused twice", refused_message_comes_twice),
    "a retry gets another answer": ("acknowledged elsewhere", change("ack", BAO, "b", position=7)),
    "the answer names another place": ("acknowledged elsewhere", change("ack", ADA, "c", position=4)),
    "a later one stands before it": ("overtaken", swap_for_ada),
}


def test_a_good_history_has_no_fault() -> None:
    assert History(good()).violations() == []


@pytest.mark.parametrize("case", MUTATIONS)
def test_each_broken_promise_is_found(case: str) -> None:
    rule, mutate = MUTATIONS[case]
    observations = good()
    mutate(observations)
    assert rule in {violation.rule for violation in History(observations).violations()}


def test_every_rule_has_a_history_that_breaks_it() -> None:
    assert {rule for rule, _ in MUTATIONS.values()} == set(get_args(Rule))


def test_whoever_came_later_or_was_told_to_fetch_misses_nothing() -> None:
    observations = good()
    observations += [note("start", 9, "ben", position=5), note("start", 9, "cleo", position=1)]
    observations.append(note("jump", 9, "cleo", position=5))
    assert History(observations).violations() == []


def test_what_nobody_acknowledged_may_be_missing_or_there() -> None:
    observations = good()
    observations += [note("invoke", 9, BAO, message="u", text="6"), note("invoke", 9, BAO, message="v", text="7")]
    observations += [note("deliver", 10, BAO, message="v", text="7", position=4)]
    assert History(observations).violations() == []


def test_a_history_survives_the_disk(tmp_path: Path) -> None:
    History(good()).write(tmp_path / "history.jsonl")
    assert History.read(tmp_path / "history.jsonl").observations == good()
