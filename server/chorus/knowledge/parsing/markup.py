"""HTML into text, start tags and end tags, in one pass: every character is looked at a bounded number of times.

As browsers read it (html.spec.whatwg.org, 13.2.5), except that what is never closed hides nothing behind it.
"""

import html
import re
from collections.abc import Iterator
from enum import Enum


class Kind(Enum):
    """The kinds of pieces of a page."""

    TEXT = "text"
    START = "start"
    END = "end"


Piece = tuple[Kind, str]

_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
_TEXT_ONLY = frozenset({"textarea", "title"})
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW | _TEXT_ONLY}
_NAME = re.compile(r"[^\s/>]{1,100}")
_QUOTED = re.compile(r">|=\s*[\"']")
_COMMENT_END = re.compile(r"--!?>")
# Python refuses to make a number of thousands of digits, and none of those is a character.
_HUGE_REFERENCE = re.compile(r"&#0*+[0-9]{8,}+;?")


def pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces in order, with lower-case tag names and resolved references."""
    return _Scanner(text).pieces()


def unescape(text: str) -> str:
    """Resolve character references."""
    return html.unescape(_HUGE_REFERENCE.sub("\ufffd", text)) if "&" in text else text


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        # What was looked for in vain up to the end is not looked for again: else a page of openings is quadratic.
        self._missing: set[str] = set()

    def pieces(self) -> Iterator[Piece]:
        text = self._text
        while self._at < len(text):
            opening = text.find("<", self._at)
            if opening < 0:
                opening = len(text)
            if opening > self._at:
                yield Kind.TEXT, unescape(text[self._at : opening])
            self._at = opening
            if opening < len(text):
                yield from self._tag(opening)

    def _tag(self, opening: int) -> Iterator[Piece]:
        following = self._text[opening + 1 : opening + 2]
        if following.isascii() and following.isalpha():
            yield from self._start(opening)
        elif following == "/":
            yield from self._end(opening)
        elif self._text.startswith("<!--", opening):
            self._comment(opening)
        elif self._text.startswith("<![CDATA[", opening):
            yield from self._cdata(opening)
        elif following in {"!", "?"} and following:
            self._at = self._after(">", opening) or opening + 2
        else:
            self._at = opening + 1
            yield Kind.TEXT, "<"

    def _start(self, opening: int) -> Iterator[Piece]:
        end = self._tag_end(opening)
        if end is None:
            self._at = opening + 1
            yield Kind.TEXT, "<"
            return
        self._at = end
        found = _NAME.match(self._text, opening + 1, end)
        name = found.group().lower() if found else ""
        yield Kind.START, name
        if name in _RAW_END and name not in self._missing:
            closing = _RAW_END[name].search(self._text, end)
            if closing is None:
                self._missing.add(name)
            else:
                inside = self._text[end : closing.start()]
                yield Kind.TEXT, unescape(inside) if name in _TEXT_ONLY else inside
                self._at = closing.start()

    def _end(self, opening: int) -> Iterator[Piece]:
        end = self._after(">", opening)
        if end is None:
            self._at = opening + 1
            yield Kind.TEXT, "<"
            return
        self._at = end
        found = _NAME.match(self._text, opening + 2, end)
        if found:
            yield Kind.END, found.group().lower()

    def _comment(self, opening: int) -> None:
        text = self._text
        if text.startswith(">", opening + 4) or text.startswith("->", opening + 4):
            self._at = text.index(">", opening) + 1
            return
        closing = None if "-->" in self._missing else _COMMENT_END.search(text, opening + 4)
        if closing is None:
            self._missing.add("-->")
        self._at = closing.end() if closing is not None else opening + 4

    def _cdata(self, opening: int) -> Iterator[Piece]:
        start = opening + len("<![CDATA[")
        end = self._after("]]>", start)
        self._at = end or start
        if end is not None:
            yield Kind.TEXT, self._text[start : end - 3]

    def _tag_end(self, opening: int) -> int | None:
        """Return the position after the tag's `>`, ignoring quoted ones. If a quote is unclosed, use the next `>`."""
        at = opening
        while "quote" not in self._missing:
            found = _QUOTED.search(self._text, at)
            if found is None:
                self._missing.add("quote")
                break
            if found.group() == ">":
                return found.end()
            closing = self._text.find(found.group()[-1], found.end())
            if closing < 0:
                self._missing.add("quote")
                break
            at = closing + 1
        return self._after(">", opening)

    def _after(self, wanted: str, start: int) -> int | None:
        if wanted in self._missing:
            return None
        found = self._text.find(wanted, start)
        if found < 0:
            self._missing.add(wanted)
            return None
        return found + len(wanted)
