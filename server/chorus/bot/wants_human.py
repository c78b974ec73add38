"""Does a message ask for a human? By rule, in five languages, clause by clause; a request in other words counts too."""

import re
from dataclasses import dataclass

from chorus.language.detect import detect
from chorus.language.fold import fold
from chorus.language.lexicon import LEXICON
from chorus.language.lexicon.requests import NEGATED_BEHIND, REQUESTS, Requests
from chorus.language.lexicon.words import Words
from chorus.language.matching import alternatives, any_of
from chorus.language.sentences import clauses

# How many words may stand between the parts of one request.
_NEAR = r"(?:\W++\w[\w'-]*+){0,%d}?\W+"
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
    direct: tuple[re.Pattern[str], ...]
    # Before a request within a few words; where the language puts it behind, anywhere in the clause.
    negated: re.Pattern[str]
    exempt: re.Pattern[str]
    is_negated_behind: bool
    other: re.Pattern[str]


# "Human" before any other word than these is an adjective: human hair, human-grade.
_ADJECTIVE = re.compile(
    r"\bhuman[\s-]+(?!(?:being|agent|support|help|person|people|rep|representative|operator|advis[eo]r|assist|colleague|"
    r"employee|specialist|manager|supervisor|team|member|staff|service|contact|response|answer|interaction|attention|touch|"
    r"please|pls|plz|now|here|instead|who|that|to|on|at|and|for|or|with|can|could|would|will|is|in|about|not|right|asap|"
    r"immediately|thanks|thank|today|if|available|because|so|but|just|soon|then|again|already|there|do|does|did|i|you|he|"
    r"not|no|ok|needed|urgently|customer|chat|this|my|the|from|as|than|look|review|read|look|talk|speak|call|assistance)\w*\b)\w+"
)
_BEFORE = r"(?:%s)\b(?:\W++\w[\w'-]*+){0,4}\W*$"


def _rules(words: Words, more: Requests, *, is_negated_behind: bool) -> _Rules:
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
        any_of(f"{words.not_meant}, {more.not_meant}"),
        any_of(words.no_bot),
        any_of(words.refuse),
        any_of(words.past),
        re.compile(rf"^(?:(?:{alternatives(words.filler)})\b|\W)*+(?:{alternatives(words.about)})\b"),
        any_of(words.human),
        any_of(words.filler + "," + words.human),
        tuple(re.compile(request) for request in requests),
        (
            *(re.compile(request) for request in more.direct),
            re.compile(rf"\b(?:{more.marker})\b(?:\W++\w[\w'-]*+){{0,6}}?\W+(?:{more.people})\b"),
            re.compile(rf"\b(?:{more.people})\b(?:\W++\w[\w'-]*+){{0,3}}?\W+(?:{more.marker})\b"),
            re.compile(rf"^\W*(?:(?:{alternatives(words.filler)})\W+){{0,3}}(?:{more.people})\W*$"),
        ),
        re.compile(rf"\b(?:{more.negated})\b" if is_negated_behind else rf"\b{_BEFORE % more.negated}"),
        re.compile(rf"\b(?:{more.exempt})\b"),
        is_negated_behind,
        re.compile(rf"\b(?:{more.other})\b"),
    )


_RULES = {
    language: _rules(words, REQUESTS[language], is_negated_behind=language in NEGATED_BEHIND)
    for language, words in LEXICON.items()
}


def wants_human(text: str) -> bool:
    """Return whether the writer asks for a human now."""
    language = detect(text)
    languages = _TWINS.get(language, (language,)) if language else tuple(_RULES)
    parts = [fold(clause) for clause in clauses(text)]
    return any(_asks(_RULES[found], parts) for found in languages)


def _asks(rules: _Rules, parts: list[str]) -> bool:
    asked = False
    for part in parts:
        if rules.no_bot.search(part):
            return True
        meant = _ADJECTIVE.sub(" ~ ", rules.not_meant.sub(" ~ ", part))
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
    """Return whether the text mentions a human in the past or in general without asking for one."""
    return any(said.search(clause) for said in (rules.past, rules.about, rules.other))


def _requests(rules: _Rules, clause: str) -> bool:
    found = (pattern.search(clause) for pattern in (*rules.direct, *rules.requests))
    if any(match is not None and not _is_negated(rules, clause, match) for match in found):
        return True
    if "~" in clause or not rules.human.search(clause):
        return False
    is_short = len(clause.split()) <= _SHORT_WORDS
    return is_short and not re.search(r"\w", rules.filler.sub(" ", clause))


def _is_negated(rules: _Rules, clause: str, request: re.Match[str]) -> bool:
    """Return whether the request is negated: "I would prefer not to be transferred", "bitte nicht anrufen"."""
    if rules.exempt.search(clause):
        return False
    if rules.is_negated_behind:
        return bool(rules.negated.search(clause))
    # The no may also stand inside, before the verb: "like not to be called".
    return bool(rules.negated.search(clause[: request.start()]) or rules.negated.search(clause[: request.end() - 1]))
