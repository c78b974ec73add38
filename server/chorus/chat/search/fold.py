"""Fold texts for search: the same for messages, queries and highlights. Pure.

A folded text is in small letters without accents. Words stand apart by a space, the parts of a word (PLT-3699, a URL,
an IBAN in groups) by `JOINT`, so that both the parts and the whole are found.
"""

import re
import unicodedata
from collections.abc import Iterator

JOINT = "\x1f"
SPACE = " "
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "œ": "oe", "æ": "ae", "þ": "th", "ð": "d"})
# Written without spaces, or with endings grown on: each character may begin a word.
RUNS = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff"
    "\u3130-\u318f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Signs and pictures: each is a word of its own.
SIGNS = "\u00a2-\u00a9\u00ac\u00ae-\u00b1\u00d7\u00f7\u20a0-\u20cf\u2100-\u2bff\U0001f000-\U0001faff"
RUN = re.compile(f"[{RUNS}{SIGNS}]+")
# Marks of kana that stand alone behind a narrow one.
VOICED = "\u3099\u309a"
# Of a picture: its form, and the colour of skin.
VARIANTS = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
# Groups of a number, of an IBAN, or of characters that need no space between them.
SETS = re.compile(f"(?<=[0-9]) (?=[^ ]*[0-9])|(?<=[{RUNS}]) (?=[{RUNS}])")
BETWEEN = re.compile(f"[{JOINT} ]+")
PART = re.compile(f"[^{JOINT} ]+")
START_LENGTH = 2
FOLDED_MAX = 20_000


class _Folds(dict[int, str]):
    """The folded form of each character, computed on first use."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _fold(chr(code))
        return found


def _fold(one: str) -> str:
    if one.isspace() or one == JOINT:
        return SPACE
    if one.isdecimal():
        return str(unicodedata.decimal(one))
    plain = unicodedata.normalize("NFKD", one)
    bare = "".join(part for part in plain if not "\u0300" <= part <= "\u036f")
    folded = unicodedata.normalize("NFC", bare).casefold().translate(LETTERS)
    return "".join(_kept(part) for part in folded)


def _kept(one: str) -> str:
    kind = unicodedata.category(one)
    if kind[0] in "LNM" or RUN.match(one):
        return "" if VARIANTS.match(one) else one
    # Joiners of emoji, and directions of writing.
    return "" if kind == "Cf" else SPACE if kind[0] in "ZC" else JOINT


_FOLDS = _Folds()


def folded(text: str) -> str:
    """Return the text as it is compared."""
    found = unicodedata.normalize("NFC", text.translate(_FOLDS))[:FOLDED_MAX]
    found = BETWEEN.sub(lambda between: SPACE if SPACE in between[0] else JOINT, found)
    return SETS.sub(JOINT, found.strip(f"{JOINT} "))


def squeezed(fold: str) -> str:
    """Return a folded text without its joints: what any part of a word is found in."""
    return fold.replace(JOINT, "")


def grams_of(fold: str) -> set[str]:
    """Return the index terms of a folded text: prefixes of words and their parts (`^ab`, or `^a$`), and characters and
    pairs of scripts without spaces.
    """
    words = {*PART.findall(fold), *PART.findall(squeezed(fold))}
    found = {f"^{word[:START_LENGTH]}" if len(word) >= START_LENGTH else f"^{word}$" for word in words}
    for run in RUN.findall(squeezed(fold)):
        found.update(pairs(run))
        found.update(run)
    return found


def pairs(run: str) -> Iterator[str]:
    """Yield adjacent pairs of characters."""
    return (run[place : place + 2] for place in range(len(run) - 1))


def places(text: str) -> tuple[str, str, list[int]]:
    """Return the composed text, its squeezed fold, and for each character of the fold its index in the text."""
    text = unicodedata.normalize("NFC", text)
    found: list[str] = []
    where: list[int] = []
    for place, one in enumerate(text):
        for part in _FOLDS[ord(one)]:
            whole = unicodedata.normalize("NFC", found[-1] + part) if found and part in VOICED else ""
            if len(whole) == 1:
                found[-1] = whole
            else:
                found.append(part)
                where.append(place)
    return text, "".join(found), where
