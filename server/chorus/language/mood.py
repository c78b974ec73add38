"""How customers feel, judged by what they write: calm, annoyed or angry, with the messages that show it."""

import re
from collections.abc import Sequence
from enum import StrEnum

from chorus.language.fold import fold
from chorus.language.matching import any_of
from chorus.language.mood_words import ACCUSED, ANGRY, ANNOYED, NOT_MEANT, SOOTHING


class Mood(StrEnum):
    """Three steps are enough to decide on."""

    CALM = "calm"
    ANNOYED = "annoyed"
    ANGRY = "angry"


ANNOYED_AT = 1.0
ANGRY_AT = 3.0
_SHOUTED_LETTERS = 12
_SHOUTED_SHARE = 0.7
_SHOUTING = 1.5
_MARKS = 1.0
_MILD = 1.0
_STRONG = 3.0

_ANGRY = any_of(f"{ANGRY}, {ACCUSED}")
_ANNOYED = any_of(ANNOYED)
_NOT_MEANT = any_of(NOT_MEANT)
_SOOTHING = any_of(SOOTHING)


def anger(text: str) -> float:
    """Score the anger of one message: 0 none, from 1 annoyed, from 3 angry."""
    folded = _NOT_MEANT.sub(" ", fold(text))
    score = _STRONG * len(set(_ANGRY.findall(folded))) + _MILD * len(set(_ANNOYED.findall(folded)))
    if _is_shouted(text):
        score += _SHOUTING
    # Marks and capitals sharpen words; alone, an enthusiastic "thanks!!!" is not anger.
    if score and re.search(r"[!?]{3,}|!{2,}", text):
        score += _MARKS
    return max(0.0, score - _STRONG) if _SOOTHING.search(folded) else score


def mood_of(texts: Sequence[str]) -> tuple[Mood, list[int]]:
    """Return the mood of the latest messages and the indices of those that prove it. The newest counts in full."""
    recent = list(enumerate(texts))[-3:]
    scores = {index: anger(text) for index, text in recent}
    if not scores:
        return Mood.CALM, []
    newest = max(scores)
    proof = [index for index, score in scores.items() if score >= ANNOYED_AT]
    if scores[newest] >= ANGRY_AT or (scores[newest] >= ANNOYED_AT and sum(scores.values()) >= ANGRY_AT):
        return Mood.ANGRY, proof
    if scores[newest] >= ANNOYED_AT or sum(scores.values()) >= ANGRY_AT:
        return Mood.ANNOYED, proof
    return Mood.CALM, []


def _is_shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    if len(letters) < _SHOUTED_LETTERS or " " not in text.strip():
        return False
    return sum(1 for c in letters if c.isupper()) / len(letters) >= _SHOUTED_SHARE
