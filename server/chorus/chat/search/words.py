"""Parse a search query into terms, and highlight the matches. Pure."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chorus.chat.search.fold import JOINT, RUN, SPACE, START_LENGTH, folded, grams_of, pairs, places, squeezed

TERMS_MAX = 16
# A number of this many digits may be typed with a zero for the country in front, and stored without.
PHONE_MIN = 8
SNIPPET_BEFORE, SNIPPET_LENGTH = 60, 200
TYPED = re.compile(r'(-?)"([^"]*)"?|(\S+)')
LIKE_SPECIAL = re.compile(r"([\\%_])")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find, or with `is_excluded` not to find: any of `words`, folded and squeezed.

    `is_whole`: the words as they stand, between quotes or because they are too short to be a part of something.
    """

    words: tuple[str, ...]
    is_whole: bool = False
    is_excluded: bool = False

    @property
    def atoms(self) -> list[dict[str, object]]:
        """Return what `search_messages` takes: what an index holds of each word, and what to compare."""
        return [self._atom(word) for word in self.words]

    def _atom(self, word: str) -> dict[str, object]:
        # A script without spaces has no whole words: there a phrase is a part like any other.
        if self.is_whole and not RUN.search(word):
            return {"grams": sorted(grams_of(word)), "whole": f"% {_plain(word.replace(JOINT, SPACE))} %"}
        word = squeezed(word)
        run = [gram for found in RUN.findall(word) for gram in (pairs(found) if len(found) > 1 else found)]
        if run:
            return {"grams": sorted(set(run))[:TERMS_MAX], "like": None if word in run else f"%{_plain(word)}%"}
        if len(word) <= START_LENGTH:
            return {"grams": sorted(grams_of(word))}
        return {"grams": [], "like": f"%{_plain(word)}%"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A parsed query: alternatives, each with all of its terms."""

    choices: Sequence[Sequence[Term]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be found by it: signs alone, or only what is excluded."""
        return not self.choices

    @property
    def marked(self) -> set[Term]:
        """What to mark in what was found."""
        return {term for choice in self.choices for term in choice if not term.is_excluded}

    def as_json(self) -> list[list[dict[str, object]]]:
        """Return the JSON form that the SQL function takes."""
        return [[{"any": term.atoms, "not": term.is_excluded} for term in choice] for choice in self.choices]


def wanted_of(typed: str) -> Wanted:
    """Read words, "a phrase", -without and or; nothing that is typed is refused."""
    choices: list[list[Term]] = [[]]
    for found in list(TYPED.finditer(typed))[: TERMS_MAX * 2]:
        minus, phrase, word = found[1], found[2], found[3]
        if word is not None and word.casefold() == "or":
            choices.append([])
            continue
        term = _term(word, is_whole=False) if word is not None else _phrase(phrase, is_excluded=bool(minus))
        if term is not None and sum(map(len, choices)) < TERMS_MAX:
            choices[-1].append(term)
    return Wanted([choice for choice in choices if any(not term.is_excluded for term in choice)])


def _phrase(text: str, *, is_excluded: bool) -> Term | None:
    found = folded(text)
    return Term((found,), is_whole=True, is_excluded=is_excluded) if found else None


def _term(word: str, *, is_whole: bool) -> Term | None:
    is_excluded = len(word) > 1 and word[0] == "-" and word[1].isalnum()
    found = squeezed(folded(word[1:] if is_excluded else word)).replace(SPACE, "")
    if not found:
        return None
    words = [found]
    if found.isdigit() and len(found) >= PHONE_MIN and found[0] == "0":
        words.append(found.lstrip("0") or found)
    return Term(tuple(words), is_whole, is_excluded)


def _plain(text: str) -> str:
    return LIKE_SPECIAL.sub(r"\\\1", text)


def snippet_of(content: str, wanted: Wanted) -> str:
    """Return the text around the first match, with `<mark>` and `</mark>` around each match; the brackets of the text
    itself become `[` and `]`.
    """
    text, squeezed_text, where = places(content)
    spans = sorted(set(_spans(squeezed_text, where, wanted)))
    start = max(0, (spans[0][0] if spans else 0) - SNIPPET_BEFORE)
    if len(text) <= SNIPPET_LENGTH:
        start = 0
    while 0 < start < len(text) and not text[start - 1].isspace() and start > (spans[0][0] if spans else 0) - 90:
        start -= 1
    stop = min(len(text), max(start + SNIPPET_LENGTH, spans[0][1] if spans else 0))
    return _marked(text, _merged(spans), start, stop)


def _spans(text: str, where: list[int], wanted: Wanted) -> Iterator[tuple[int, int]]:
    for term in wanted.marked:
        for word in term.words:
            is_start = (term.is_whole or len(word) <= START_LENGTH) and not RUN.search(word)
            for found in _pattern(word, is_start=is_start).finditer(text):
                yield where[found.start()], where[found.end() - 1] + 1


def _pattern(word: str, *, is_start: bool) -> re.Pattern[str]:
    # In the text between two characters of what was found there may be a joint, and a space where choices were joined.
    letters = [one for one in word if one not in {JOINT, SPACE}]
    body = re.escape(letters[0])
    for before, one in itertools.pairwise(letters):
        is_set = before.isdigit() or one.isdigit() or RUN.match(one) is not None or " " in word
        body += (f"[{JOINT} ]*" if is_set else f"{JOINT}*") + re.escape(one)
    return re.compile((rf"(?<![^{JOINT} ])" if is_start else "") + body)


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, stop in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _marked(text: str, spans: Sequence[tuple[int, int]], start: int, stop: int) -> str:
    pieces: list[str] = []
    at = start
    for first, last in spans:
        if first >= stop or last <= start:
            continue
        begins = max(first, start)
        pieces.append(_safe(text[at:begins]))
        at = min(last, stop)
        pieces.append(f"<mark>{_safe(text[begins:at])}</mark>")
    pieces.append(_safe(text[at:stop]))
    return "".join(pieces).strip()


def _safe(text: str) -> str:
    return text.replace("<", "[").replace(">", "]")
