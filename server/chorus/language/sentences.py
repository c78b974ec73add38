"""Sentences and clauses. A sentence is always a substring of its text, so it can be quoted."""

import re

ABBREVIATION_MAX = 12

# A stop, perhaps quotes, then space: but not after an abbreviation, an initial or a numbered step.
# A run of spaces is looked at from its start alone, so that many of them cost no more than few.
_STOP = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<!\s)\s*\n\s*")
_NOT_A_STOP = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|st|no|nr|nº|vs|etc|e\.g|i\.e|z\.b|ca|approx|p\.ex|sr|sra|av|art|[a-z]|\d{1,2})\.$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.!?;,:\n()]+|(?<!\s)\s+-+\s+"
    r"|\b(?:but|because|although|though|instead|mais|parce que|pero|porque|mas|aber|sondern|weil)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Return the sentences in order; each is found in `text` as it stands."""
    found: list[str] = []
    start = 0
    for stop in _STOP.finditer(text):
        end = text[max(start, stop.start() - ABBREVIATION_MAX) : stop.start()]
        is_line_end = "\n" in stop.group()
        if not is_line_end and _NOT_A_STOP.search(end):
            continue
        _keep(found, text[start : _end_of_quotes(stop)])
        start = stop.end()
    _keep(found, text[start:])
    return found


def clauses(text: str) -> list[str]:
    """Return the clauses of a text, for judging, not for quoting."""
    return [piece.strip() for piece in _CLAUSE.split(text) if piece and piece.strip()]


def _end_of_quotes(stop: re.Match[str]) -> int:
    closing = len(stop.group()) - len(stop.group().lstrip("\"'”’)]"))
    return stop.start() + closing


def _keep(found: list[str], piece: str) -> None:
    piece = piece.strip()
    if piece:
        found.append(piece)
