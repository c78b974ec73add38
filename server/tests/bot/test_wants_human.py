"""Requests for a human by kind, in five languages; fraud that is reported, and fraud that is said of us."""

import gzip
import json
from pathlib import Path

import pytest

from chorus.bot.wants_human import wants_human
from chorus.language.mood import Mood, mood_of
from tests.bot.asked import ANGRY, ASKED, NOT_ANGRY, NOT_ASKED, UNSEEN

SGD = Path(__file__).parents[4] / "shared" / "data" / "sgd.jsonl.gz"
# Of ordinary turns, nearly none may be taken for a request; every tenth dialogue is enough to tell.
ORDINARY_MAX = 0.001
UNSEEN_MIN = 0.75


def lines(texts: dict[str, str] | str) -> list[str]:
    joined = texts if isinstance(texts, str) else "\n".join(texts.values())
    return [line for line in joined.splitlines() if line.strip()]


@pytest.mark.parametrize("text", lines(ASKED))
def test_a_request_in_other_words_is_understood(text: str) -> None:
    assert wants_human(text)


@pytest.mark.parametrize("text", lines(NOT_ASKED))
def test_what_only_looks_like_a_request_is_none(text: str) -> None:
    assert not wants_human(text)


def test_sentences_that_the_words_were_not_fitted_to_are_mostly_understood() -> None:
    found = [wants_human(text) for text in lines(UNSEEN)]
    assert sum(found) / len(found) >= UNSEEN_MIN


@pytest.mark.parametrize("text", lines(NOT_ANGRY))
def test_fraud_that_is_reported_is_a_matter(text: str) -> None:
    assert mood_of([text])[0] is not Mood.ANGRY


@pytest.mark.parametrize("text", lines(ANGRY))
def test_fraud_that_is_said_of_us_is_anger(text: str) -> None:
    assert mood_of([text])[0] is Mood.ANGRY


@pytest.mark.skipif(not SGD.is_file(), reason="the dialogues are not here")
@pytest.mark.timeout(120)
def test_ordinary_turns_ask_for_nobody() -> None:
    total = asked = 0
    with gzip.open(SGD, "rt") as file:
        for number, line in enumerate(file):
            if number % 60 == 7:
                said = [text for role, text in json.loads(line)["turns"] if role == "customer"]
                total += len(said)
                asked += sum(wants_human(text) or mood_of([text])[0] is Mood.ANGRY for text in said)
    assert asked <= total * ORDINARY_MAX


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", ["get ", "call me ", "to a manager ", "human ", "not ", "a", "escalate ", "too hard for "]
)
def test_a_long_text_is_judged_in_linear_time(unit: str) -> None:
    wants_human(unit * (8_000 // len(unit)))
