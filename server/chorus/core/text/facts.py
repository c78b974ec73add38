"""What a text states in figures and codes: numbers of orders, amounts, dates, addresses. Exact substrings only."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

FACTS_MAX = 50


class FactKind(StrEnum):
    """What sort of thing was stated."""

    EMAIL = "email"
    CARD = "card"
    PHONE = "phone"
    AMOUNT = "amount"
    DATE = "date"
    TIME = "time"
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


_MONTHS = (
    "jan(?:uary|vier|eiro)?|feb(?:ruary|rero|ruar)?|fev(?:rier|ereiro)?|fév(?:rier)?|mar(?:ch|s|zo|ço)?|märz|apr(?:il)?|"
    "avr(?:il)?|abr(?:il)?|may|mai|mayo|maio|jun(?:e|io|ho|i)?|juin|jul(?:y|io|ho|i)?|juillet|aug(?:ust)?|août|ago(?:sto)?|"
    "sep(?:t|tember|tembre|tiembre)?|set(?:embro)?|oct(?:ober|obre|ubre)?|okt(?:ober)?|out(?:ubro)?|"
    "nov(?:ember|embre|iembre|embro)?|dec(?:ember)?|déc(?:embre)?|dez(?:ember|embro)?|dic(?:iembre)?|enero|ene"
)
_CURRENCY = r"(?:US\$|R\$|C\$|[$€£¥₹]|(?:USD|EUR|GBP|CAD|BRL|CHF)\b)"
_AFTER = r"(?:[$€£¥]|(?:USD|EUR|GBP|CAD|BRL|CHF|dollars?|euros?|pounds?|reais|real|pesos|cents?)\b)"
_FIGURE = r"\d{1,3}(?:[.,\s]\d{3}){0,4}(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?"

# In this order: what an earlier pattern took, a later one leaves alone.
_PATTERNS: tuple[tuple[FactKind, re.Pattern[str]], ...] = (
    (FactKind.EMAIL, re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    (FactKind.CARD, re.compile(r"(?<![\d-])(?:\d{4}[ -]){3}\d{1,7}(?!\d)|(?<![\w#])[3-6]\d{12,18}(?!\w)")),
    (
        FactKind.DATE,
        re.compile(
            rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b"
            rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s(?:of\s|de\s)?(?:{_MONTHS})\b\.?(?:,?\s(?:de\s)?\d{{4}})?"
            rf"|\b(?:{_MONTHS})\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?",
            re.IGNORECASE,
        ),
    ),
    (FactKind.AMOUNT, re.compile(rf"{_CURRENCY}\s?(?:{_FIGURE})|(?<![\w.,])(?:{_FIGURE})\s?{_AFTER}", re.IGNORECASE)),
    (FactKind.TIME, re.compile(r"\b\d{1,2}:\d{2}(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE)),
    (
        FactKind.PHONE,
        re.compile(
            r"(?<![\w#])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,5}\)[ .-]?)\d{2,4}[ .-]?\d{2,5}(?:[ .-]?\d{2,4})?(?!\w)"
            r"|(?<![\w#])\+\d{1,3}(?:[ .-]?\d{2,5}){2,5}(?!\w)|(?<![\w#-])\d{3}[ .-]\d{3}[ .-]\d{4}(?!\w)"
        ),
    ),
    (
        FactKind.NUMBER,
        re.compile(
            r"#\s?[A-Za-z0-9][A-Za-z0-9-]{1,30}|\b(?=[A-Za-z-]{0,8}\d)(?=[\w-]{0,30}\d[\w-]{0,30}\d)[A-Za-z]{1,6}-?\d[\w-]{1,28}\b"
            r"|(?<![\w.,:/-])\d{4,20}(?![\w:/-]|[.,]\d)"
        ),
    ),
)


def facts(text: str) -> list[Fact]:
    """What is stated, in the order it stands; no two overlap. Of a very long list the first of each kind."""
    found: list[Fact] = []
    taken = bytearray(len(text))
    for kind, pattern in _PATTERNS:
        for match in islice(pattern.finditer(text), FACTS_MAX):
            start, end = match.span()
            if not any(taken[start:end]):
                found.append(Fact(kind, match.group().rstrip(" .,-"), start))
                taken[start:end] = b"\x01" * (end - start)
    return sorted(found, key=lambda fact: fact.start)
