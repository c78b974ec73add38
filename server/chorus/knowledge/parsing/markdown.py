"""Markdown into blocks, with markdown-it."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from chorus.knowledge.parsing.blocks import Block

# markdown-it drops blocks that are nested deeper; the default of 20 is within reach of a forwarded mail's quotes.
_NESTING_MAX = 200
# Within a line nothing is dropped, and each level costs another look at the rest of it.
_INLINE_NESTING_MAX = 8
# A stretch without an empty line that is longer is no prose, and its marks are part of it.
_INLINE_MAX = 10_000
_OF_ADDRESSES = frozenset("/#.:@")


def _inline(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            if len(token.content) <= _INLINE_MAX:
                _INLINE_READER.inline.parse(token.content, _INLINE_READER, state.env, token.children)
            else:
                token.children.append(Token("text", "", 0, content=" ".join(token.content.split())))


def _readers() -> tuple[MarkdownIt, MarkdownIt]:
    blocks = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING_MAX}).enable("table")
    blocks.core.ruler.at("inline", _inline)
    return blocks, MarkdownIt("commonmark", {"html": False, "maxNesting": _INLINE_NESTING_MAX})


_READER, _INLINE_READER = _readers()


def read_markdown(text: str) -> tuple[list[Block], str]:
    """Return headings and paragraphs as plain text, and what was left out.

    List items keep their mark, cells of a row stand side by side.
    """
    body, has_front_matter = _without_front_matter(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    env: dict[str, Any] = {}
    blocks = _Reader(_READER.parse(body, env), body.replace("\r", "\n").split("\n")).read()
    blocks += [Block(definition) for definition in _definitions(env)]
    return blocks, "Left out: the front matter, between the two lines of dashes." if has_front_matter else ""


def _without_front_matter(text: str) -> tuple[str, bool]:
    if not text.startswith("---\n"):
        return text, False
    _, closing, rest = text[4:].partition("\n---\n")
    return (rest, True) if closing else (text, False)


def _definitions(env: dict[str, Any]) -> list[str]:
    """Restore lines such as "[Note]: urgent", which Markdown reads as link definitions."""
    known = env.get("references", {})
    return [
        " ".join(part for part in (f"{label}:", found["href"], found.get("title") or "") if part)
        for label, found in known.items()
        if not _OF_ADDRESSES & set(found["href"])
    ]


class _Reader:
    def __init__(self, tokens: Sequence[Token], lines: Sequence[str]) -> None:
        self._tokens = tokens
        self._lines = lines
        self._blocks: list[Block] = []
        self._marks: list[str] = []
        self._row: list[str] | None = None
        self._level = 0
        self._numbers: list[int] = []

    def read(self) -> list[Block]:
        for token in self._tokens:
            self._take(token)
        return self._blocks

    def _take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._level = int(token.tag[1])
            case "ordered_list_open":
                self._numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_open":
                self._numbers.append(-1)
            case "ordered_list_close" | "bullet_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._marks.append(self._mark())
            case "tr_open":
                self._row = []
                self._surplus = self._cells(token)
            case "tr_close":
                row = self._row or []
                self._say(" | ".join([*row, *self._surplus[len(row) :]]))
                self._row = None
            case "inline":
                self._inline(token)
            case "fence" | "code_block":
                # What follows the fence names a language; more than a word is text.
                info = token.info.strip() if " " in token.info.strip() else ""
                self._say(f"{info}\n{token.content.rstrip()}".strip("\n"))

    def _cells(self, token: Token) -> list[str]:
        """Return the cells as written, including those beyond the header, which Markdown ignores."""
        line = self._lines[token.map[0]] if token.map and token.map[0] < len(self._lines) else ""
        line = line.strip().lstrip("> ")
        return [cell.strip() for cell in escapedSplit(line.removeprefix("|").removesuffix("|"))]

    def _mark(self) -> str:
        number = self._numbers[-1] if self._numbers else -1
        if number < 0:
            return "- "
        self._numbers[-1] += 1
        return f"{number}. "

    def _inline(self, token: Token) -> None:
        text = _text_of(token)
        if self._row is not None:
            self._row.append(text)
            return
        self._say(text)

    def _say(self, text: str) -> None:
        mark = self._marks.pop() if self._marks and not self._level else ""
        if text.strip():
            self._blocks.append(Block(mark + text.strip(), self._level))
        self._level = 0


def _text_of(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)
