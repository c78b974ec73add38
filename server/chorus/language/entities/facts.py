"""Extract facts from a text: order numbers, amounts, dates, addresses. Exact substrings only.

A figure comes out whole or not at all: half a number ("$107" of "$1074.31") is worse than none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from chorus.language.entities import fact_patterns as shapes
from chorus.language.entities.codes import codes, parcels
from chorus.language.entities.iban import iban_end
from chorus.language.entities.postal import ADDRESS

FACTS_MAX = 50
# Longer than any message; of a longer text the beginning counts.
TEXT_MAX = 20_000


class FactKind(StrEnum):
    """The kinds of facts."""

    EMAIL = "email"
    IBAN = "iban"
    CARD = "card"
    ADDRESS = "address"
    PHONE = "phone"
    AMOUNT = "amount"
    DATE = "date"
    TIME = "time"
    QUANTITY = "quantity"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Fact:
    """A piece of a text, as it stands there."""

    kind: FactKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


Span = tuple[int, int]
Find = Callable[[str], Iterator[Span]]
_DIGITS = re.compile(r"\d+")
QUANTITY_DIGITS_MIN = 4
PHONE_DIGITS = range(6, 19)
# How far before an address the beginning of its URL is looked for.
USER_PART_MAX = 256


def facts(text: str) -> list[Fact]:
    """Return the stated facts in order, without overlaps, with a limit per kind."""
    text = text[:TEXT_MAX]
    if not _has_figures(text):
        return []
    found: list[Fact] = []
    taken = bytearray(len(text))
    for kind, find in _FINDERS:
        # A full stop may belong to the date ("3.11."), but an address does not end with one.
        loose = " .,-\u00a0" if kind is FactKind.ADDRESS else " ,-\u00a0"
        for start, until in islice(find(text), FACTS_MAX):
            end = start + len(text[start:until].rstrip(loose))
            if any(taken[start:end]) or not _is_whole(text, start, end):
                continue
            if kind is not None:
                found.append(Fact(kind, text[start:end], start))
            taken[start:end] = b"\x01" * (end - start)
    return sorted(found, key=lambda fact: fact.start)


def _has_figures(text: str) -> bool:
    return "@" in text or _DIGITS.search(text) is not None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return whether the piece is not part of a longer number, code or word."""
    return not _continues_before(text, start) and not _continues_behind(text, end)


def _continues_before(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    if not before:
        return False
    first = text[start]
    if before.isalnum() or before == "_":
        # "costs$50" and "order#123" are typed in haste; "20€50" and "5#3" are something else.
        return first.isalnum() or before.isdigit() or first in "+-−–("
    beyond = text[start - 2 : start - 1]
    if before in "-_/\\@+" and first.isalnum():
        return beyond.isalnum() or (before == "@" and beyond == "")
    if before in ".,:'’\u00a0\u202f\u2009\u2007*×":
        return beyond.isdigit() and first.isdigit()
    return before in "$€£¥" and first.isdigit()


def _continues_behind(text: str, end: int) -> bool:
    behind = text[end : end + 1]
    if not behind:
        return False
    last, beyond = text[end - 1], text[end + 1 : end + 2]
    if behind.isalnum() or behind in "_%‰":
        return last.isalnum() or behind.isdigit()
    if behind in "-‑/\\@":
        return beyond.isdigit() or (last.isdigit() and beyond.isalpha() and behind in "\\@")
    if behind in "\u00a0\u202f\u2009\u2007":
        return last.isdigit() and beyond.isdigit()
    return behind in ".,:'’*×" and beyond.isdigit() and last.isdigit()


def _spans(pattern: re.Pattern[str], holds: Callable[[str], bool] | None = None) -> Find:
    def find(text: str) -> Iterator[Span]:
        return (
            match.span()
            for match in pattern.finditer(text)
            if match.lastgroup != shapes.PASSED and (holds is None or holds(match.group()))
        )

    return find


def _emails(text: str) -> Iterator[Span]:
    """Yield e-mail addresses; `https://user:password@host` contains none (RFC 3986, 3.2.1)."""
    for start, end in _spans(shapes.EMAIL)(text):
        scheme = text.rfind("://", max(0, start - USER_PART_MAX), start)
        if scheme < 0 or shapes.AUTHORITY_ENDS.search(text, scheme + 3, start):
            yield start, end


def _ibans(text: str) -> Iterator[Span]:
    for match in shapes.IBAN.finditer(text):
        end = iban_end(text, match.start())
        if end is not None:
            yield match.start(), end


def _is_date(text: str) -> bool:
    """Return whether the digits can be a day and a month; "12-34-56" is a code."""
    figures = [int(piece) for piece in _DIGITS.findall(text)]
    small = [figure for figure in figures if figure < 1000]
    if any(letter.isalpha() and letter not in "TZtz" for letter in text):
        return all(figure <= 31 for figure in small[:1]) and 0 not in figures[:1]
    if len(figures) <= 2:
        return 0 < figures[0] <= 31 and figures[-1] > 0 and (len(figures) < 2 or figures[1] <= 12 or figures[1] > 1000)
    first, second = (figures[1], figures[2]) if figures[0] > 31 else (figures[0], figures[1])
    return 0 < min(first, second) <= 12 and 0 < max(first, second) <= 31


def _is_time(text: str) -> bool:
    figures = [int(piece) for piece in _DIGITS.findall(text)]
    return figures[0] <= 24 and all(figure < 60 for figure in figures)


def _is_phone(text: str) -> bool:
    return sum(letter.isdigit() for letter in text) in PHONE_DIGITS


def _is_long(text: str) -> bool:
    return sum(letter.isdigit() for letter in text) >= QUANTITY_DIGITS_MIN


# In this order: what an earlier finder took, a later one leaves alone. Without a kind it is only taken.
_FINDERS: tuple[tuple[FactKind | None, Find], ...] = (
    (FactKind.EMAIL, _emails),
    (None, _spans(shapes.URL)),
    (FactKind.IBAN, _ibans),
    (FactKind.CARD, _spans(shapes.CARD)),
    (FactKind.ADDRESS, _spans(ADDRESS)),
    (FactKind.DATE, _spans(shapes.DATE, _is_date)),
    (FactKind.AMOUNT, _spans(shapes.AMOUNT)),
    (FactKind.TIME, _spans(shapes.TIME, _is_time)),
    (FactKind.NUMBER, parcels),
    (FactKind.PHONE, _spans(shapes.PHONE, _is_phone)),
    (FactKind.QUANTITY, _spans(shapes.QUANTITY, _is_long)),
    (FactKind.NUMBER, codes),
)
