"""The question that waits for an answer, and whether it was asked before."""

from collections.abc import Sequence
from uuid import UUID

from chorus.bot.small_talk import talk_of
from chorus.bot.turns import Turn
from chorus.language.content_words import content_words
from chorus.language.fold import fold

ALIKE = 0.8
PARTS_MAX = 4
QUESTION_MAX = 1_000


def unanswered(turns: Sequence[Turn]) -> list[Turn]:
    """Return the customer's messages after the last answer. People spread one thought over several messages."""
    last = max((index for index, turn in enumerate(turns) if not turn.is_customer), default=-1)
    return list(turns[last + 1 :])


def question_of(turns: Sequence[Turn]) -> str:
    """Return the question to look up: the unanswered messages without greetings."""
    texts = [turn.text for turn in unanswered(turns) if turn.text.strip()]
    asked = [text for text in texts if not talk_of(text)] or texts
    return " ".join(asked[-PARTS_MAX:])[:QUESTION_MAX]


def is_repeated(turns: Sequence[Turn]) -> UUID | None:
    """Return the id of an earlier, answered message with the same question; None if it is new."""
    new = unanswered(turns)
    asked = question_of(turns)
    wanted = content_words(asked)
    if not asked or (talk_of(asked) and len(wanted) < 2):
        return None
    earlier = [turn for turn in turns[: len(turns) - len(new)] if turn.is_customer]
    for turn in reversed(earlier):
        if fold(turn.text) == fold(asked) or _is_alike(wanted, content_words(turn.text)):
            return turn.id
    return None


def _is_alike(one: set[str], other: set[str]) -> bool:
    if min(len(one), len(other)) < 2:
        return False
    return len(one & other) / len(one | other) >= ALIKE
