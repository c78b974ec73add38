"""Does a message ask for a human? By rule, in five languages, clause by clause; a request in other words counts too."""

import re
from dataclasses import dataclass

from chorus.bot.lexicon import LEXICON
from chorus.bot.lexicon.words import Words
from chorus.core.text.fold import fold
from chorus.core.text.language import detect
from chorus.core.text.matching import alternatives, any_of
from chorus.core.text.sentences import clauses

# How many words may stand between the parts of one request.
_NEAR = r"(?:[^\w]+[\w'-]+){0,%d}?[^\w]+"
_SHORT_WORDS = 7
# Easily taken for one another in a few words.
_TWINS = {"es": ("es", "pt"), "pt": ("pt", "es")}


@dataclass(frozen=True, slots=True)
class _Rules:
    not_meant: re.Pattern[str]
    no_bot: re.Pattern[str]
    refuse: re.Pattern[str]
    past: re.Pattern[str]
    about: re.Pattern[str]
    human: re.Pattern[str]
    filler: re.Pattern[str]
    requests: tuple[re.Pattern[str], ...]


def _rules(words: Words) -> _Rules:
    human = rf"(?:{alternatives(words.human)})"
    anyone = rf"(?:{alternatives(words.human + ',' + words.somebody)})"
    reach = rf"(?:{alternatives(words.reach)})"
    want = rf"(?:{alternatives(words.want)})"
    requests = (
        rf"\b{reach}{_NEAR % 5}{anyone}\b",
        rf"\b{want}{_NEAR % 4}{human}\b",
        rf"\b{anyone}{_NEAR % 4}{reach}\b",
    )
    return _Rules(
        any_of(words.not_meant),
        any_of(words.no_bot),
        any_of(words.refuse),
        any_of(words.past),
        re.compile(rf"^(?:(?:{alternatives(words.filler)})\b|\W)*+(?:{alternatives(words.about)})\b"),
        any_of(words.human),
        any_of(words.filler + "," + words.human),
        tuple(re.compile(request) for request in requests),
    )


_RULES = {language: _rules(words) for language, words in LEXICON.items()}


def wants_human(text: str) -> bool:
    """Whether somebody who writes this wants to talk to a human now."""
    language = detect(text)
    languages = _TWINS.get(language, (language,)) if language else tuple(_RULES)
    parts = [fold(clause) for clause in clauses(text)]
    return any(_asks(_RULES[found], parts) for found in languages)


def _asks(rules: _Rules, parts: list[str]) -> bool:
    asked = False
    for part in parts:
        if rules.no_bot.search(part):
            return True
        meant = rules.not_meant.sub(" ~ ", part)
        if rules.refuse.search(meant):
            # "I need help, but no human": the refusal holds for the message.
            if rules.human.search(meant):
                return False
            continue
        if _is_told(rules, meant):
            continue
        asked = asked or _requests(rules, meant)
    return asked


def _is_told(rules: _Rules, clause: str) -> bool:
    """It speaks about a human, of yesterday or in general, and asks for none."""
    return bool(rules.past.search(clause) or rules.about.search(clause))


def _requests(rules: _Rules, clause: str) -> bool:
    if any(request.search(clause) for request in rules.requests):
        return True
    if "~" in clause or not rules.human.search(clause):
        return False
    is_short = len(clause.split()) <= _SHORT_WORDS
    return is_short and not re.search(r"\w", rules.filler.sub(" ", clause))
