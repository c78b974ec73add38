"""Messages that ask nothing of the knowledge base: greetings, thanks, yes and no, "are you a bot?"."""

import re
from enum import StrEnum

from chorus.language.fold import fold
from chorus.language.lexicon import LEXICON
from chorus.language.matching import alternatives, any_of


class Talk(StrEnum):
    """The kinds of small talk."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    YES = "yes"
    NO = "no"
    ARE_YOU_HUMAN = "are_you_human"
    HOW_ARE_YOU = "how_are_you"
    VAGUE = "vague"


# A sentence that consists of these and nothing else. The first kind that fits the last sentence wins.
_ORDER = (
    Talk.ARE_YOU_HUMAN, Talk.HOW_ARE_YOU, Talk.GOODBYE, Talk.THANKS, Talk.GREETING, Talk.YES, Talk.NO, Talk.VAGUE,
)  # fmt: skip
_SEPARATOR = re.compile(r"[^\w']+")
# Courtesy that may stand around: "hi there bot", "thanks again!".
_COURTESY = (
    "ok, okay, there, bot, chorus, again, team, all, friend, sir, madam, please, so much, then, "
    "oh, ah, and, et, y, e, und"
)


def _whole(kind: Talk) -> re.Pattern[str]:
    lists = ",".join(getattr(words, kind) for words in LEXICON.values())
    return re.compile(rf"(?:{alternatives(lists)})")


_WHOLE = {kind: _whole(kind) for kind in _ORDER}
_ANY_COURTESY = re.compile(rf"(?:{alternatives(_COURTESY)})")
_NO_USE = any_of(",".join(words.no_use for words in LEXICON.values()))


def talk_of(text: str) -> set[Talk]:
    """Return all kinds of small talk that the whole message can be; empty if it says something else."""
    parts = [_SEPARATOR.sub(" ", part).strip() for part in re.split(r"[.!?;,:\n]+", fold(text))]
    parts = [part for part in parts if part]
    if not parts:
        return set()
    joined = " ".join(parts)
    whole = {kind for kind in _ORDER if _fits(kind, joined)}
    each = [{kind for kind in _ORDER if _fits(kind, part)} for part in parts]
    # "ok, that's great" is thanks, and after an offer it is a yes.
    return whole if any(not kinds for kinds in each) else whole.union(*each)


def leading_talk(kinds: set[Talk]) -> Talk | None:
    """Return the kind to answer if the message has several: "hi, are you a bot?" is a question about the bot."""
    return next((kind for kind in _ORDER if kind in kinds), None)


def says_no_use(text: str) -> bool:
    """Return whether the message says that the last answer did not help."""
    return bool(_NO_USE.search(fold(text)))


def _fits(kind: Talk, part: str) -> bool:
    if _WHOLE[kind].fullmatch(part):
        return True
    words = part.split()
    while words and _ANY_COURTESY.fullmatch(words[-1]):
        words.pop()
    while words and _ANY_COURTESY.fullmatch(words[0]):
        words.pop(0)
    return bool(words) and bool(_WHOLE[kind].fullmatch(" ".join(words)))
