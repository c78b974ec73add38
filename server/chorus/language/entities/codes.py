"""Numbers of orders, cases, customers and parcels: tokens of letters and digits that identify something."""

import re
from collections.abc import Iterator

LETTERS_MAX = 6
LENGTH_MAX = 40
DIGITS_MIN = 4
CAPITALS_MIN = 5

# "# Delivery" at the start of a line is a heading of Markdown; so is "## 2024".
_HEADING = re.compile(r"^[ ]{0,3}(?:#{2,6}[ \t]+\d[^\n]{0,200}|#[ \t]+(?:19|20)\d{2}\b)", re.MULTILINE)
# 1Z 999 AA1 01 2345 6784, RB 1234 5678 9GB, 1234 5678 9012
_GROUPED = re.compile(r"(?<![\w#.,:/-])[A-Z0-9]{1,5}(?: [A-Z0-9]{1,5}){1,8}+(?![\w])")
_TOKEN = re.compile(r"(?:#[ \u00a0]?|(?<![\w])[-−])?(?<![^\W_])[^\W_]++(?:[-_/.][^\W_]++)*+")
_LETTERS = re.compile(r"[^\W\d_]+")
_MEASURE = re.compile(r"\A\d{1,20}+(?:[.,/x×]\d{1,20}+){0,5}+(?:[^\W\d_]{1,4}|[^\W\d_]{1,2}\d)\Z")
_MULTIPLE = re.compile(r"\A\d{1,20}(?:x\d{1,20}){1,5}+[a-z]{0,3}\Z", re.IGNORECASE)
# "24-hour", "30days"
_COUNTED = re.compile(r"\A\d{1,20}+-?[a-zà-ÿ]{3,}")
_FILE = re.compile(r"\.[a-z]{2,5}\Z")


def codes(text: str) -> Iterator[tuple[int, int]]:
    """Yield where such tokens are, in no particular order."""
    headings = [match.span() for match in _HEADING.finditer(text)]
    for match in _GROUPED.finditer(text):
        if match.group().replace(" ", "").isdigit() and _is_grouped(match.group()):
            yield match.span()
    for match in _TOKEN.finditer(text):
        token = match.group()
        if not any(start <= match.start() < end for start, end in headings) and _is_code(token):
            yield match.span()


def parcels(text: str) -> Iterator[tuple[int, int]]:
    """Yield groups of letters and digits, parts of which look like telephone numbers."""
    for match in _GROUPED.finditer(text):
        if not match.group().replace(" ", "").isdigit() and _is_grouped(match.group()):
            yield match.span()


def _is_code(token: str) -> bool:
    body = token.lstrip("#-− \u00a0")
    digits = sum(letter.isdigit() for letter in body)
    if digits == 0 or len(body) > LENGTH_MAX:
        return False
    if token[0] == "#":
        return len(body) >= 2 and (digits >= 2 or len(body) <= LETTERS_MAX + 1)
    words = _LETTERS.findall(body)
    if not words:
        return _is_number(body, digits)
    return token[0] not in "-−" and not _is_measured(body) and _is_mixed(body, digits, max(map(len, words)))


def _is_measured(body: str) -> bool:
    """Return whether this is a measure ("500ml", "24-hour", "2x4"), a version or a file name."""
    is_counted = body[0].isdigit() and (_COUNTED.search(body) is not None or "." in body)
    return is_counted or any(shape.search(body) for shape in (_MEASURE, _MULTIPLE, _FILE))


def _is_mixed(body: str, digits: int, longest: int) -> bool:
    """Return whether letters and digits form a code: short runs of letters, or parts joined by underscores."""
    if body.isupper() and "." not in body and len(body) >= CAPITALS_MIN and longest <= LETTERS_MAX:
        return True
    if digits < 2 or body.count(".") > 1 or ("/" in body and digits < DIGITS_MIN):
        return False
    return "_" in body or longest <= LETTERS_MAX


def _is_number(body: str, digits: int) -> bool:
    """Return whether this is a plain number: long enough, not a decimal, version or fraction."""
    if body.isdigit():
        return DIGITS_MIN <= digits <= 20
    return "." not in body and digits > DIGITS_MIN


def _is_grouped(token: str) -> bool:
    pieces = token.split(" ")
    if token.replace(" ", "").isdigit():
        # Groups of three or four: a number that somebody made readable. Two years are not one.
        is_even = all(len(piece) in (3, 4) for piece in pieces[:-1]) and len(pieces[-1]) <= 4
        are_years = all(re.fullmatch(r"(?:19|20)\d{2}", piece) for piece in pieces)
        return is_even and not are_years and (len(pieces) > 2 or len(pieces[0]) == len(pieces[1]) == 4)
    digits = sum(letter.isdigit() for letter in token)
    return (
        digits >= 8 and len(pieces) > 2 and all(any(c.isdigit() for c in piece) or len(piece) <= 2 for piece in pieces)
    )
