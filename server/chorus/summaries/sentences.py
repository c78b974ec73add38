"""Sentences of messages, and which of them say what the customer wants."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from chorus.language.cues import EMPTY, HUMAN, PROBLEM, REFERENCE, WISH
from chorus.language.entities.facts import facts
from chorus.language.fold import fold, words
from chorus.language.mood import anger
from chorus.language.sentences import sentences
from chorus.summaries.draft import Said

ALIKE = 0.7
LENGTH_WANTED = 8
WORD_MIN = 4
# Whoever goes on after an answer has come to another matter.
ANSWERED = 1.5
# "My parcel did not arrive", said last, is the matter; the questions before it were small.
PROBLEM_WEIGHT = 1.2


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it stands in its message."""

    text: str
    folded: str
    message_id: UUID
    order: int
    score: float = 0.0
    words: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_wish(self) -> bool:
        """It says what somebody wants, or what is wrong; a number that was asked for is neither."""
        return bool(WISH.search(self.folded)) and not _states_a_number(self.text)

    @property
    def is_problem(self) -> bool:
        """It says what is wrong."""
        return bool(PROBLEM.search(self.folded))


def sentences_of(messages: Iterable[Said]) -> list[Sentence]:
    """Return all sentences that state something; courtesies are skipped."""
    found: list[Sentence] = []
    for said in messages:
        for text in sentences(said.text):
            folded = fold(text)
            if not _is_empty(folded):
                meaning = frozenset(word for word in words(text) if len(word) >= WORD_MIN)
                found.append(Sentence(text, folded, said.id, len(found), words=meaning))
    return found


def ranked_wishes(found: Sequence[Sentence], answered: Collection[UUID] = ()) -> list[Sentence]:
    """Return the sentences that best state the customer's request, best first; those of answered messages come last."""
    counts = Counter(word for one in found for word in one.words)
    scored = [
        replace(one, score=_score(one, counts, len(found)) - ANSWERED * (one.message_id in answered)) for one in found
    ]
    return sorted((one for one in scored if one.score > 0), key=lambda one: (-one.score, one.order))


def is_question(text: str) -> bool:
    """Return whether it ends with a question mark."""
    return text.rstrip("\"'”’) ").endswith("?")


def alike(one: str, other: str) -> bool:
    """Return whether two sentences use nearly the same words."""
    first, second = set(words(one)), set(words(other))
    if not first or not second:
        return False
    return len(first & second) / min(len(first), len(second)) >= ALIKE


def _score(one: Sentence, counts: Counter[str], total: int) -> float:
    length = len(one.folded.split())
    # What is said first is mostly the matter; later sentences are details and answers to questions.
    early = 1.0 / (1.0 + one.order / 3)
    central = sum(counts[word] for word in one.words) / (len(one.words) * math.sqrt(total)) if one.words else 0.0
    score = (
        2.0 * one.is_wish
        + PROBLEM_WEIGHT * one.is_problem
        + 1.5 * early
        + 0.5 * min(central, 1.0)
        + min(length, LENGTH_WANTED) / LENGTH_WANTED
    )
    score += 0.3 * bool(facts(one.text))
    if HUMAN.search(one.folded):
        score -= 3.5
    if not one.is_wish and anger(one.text):
        score -= 1.0
    return score if length > 1 else score - 2.0


def _states_a_number(text: str) -> bool:
    """Return whether the sentence contains only numbers and the words that name them."""
    stated = facts(text)
    if not stated:
        return False
    for fact in reversed(stated):
        text = f"{text[: fact.start]} {text[fact.end :]}"
    return not words(REFERENCE.sub(" ", fold(text)))


def _is_empty(folded: str) -> bool:
    """Return whether nothing remains without courtesies."""
    return not any(len(word) > 1 for word in words(EMPTY.sub(" ", folded)))
