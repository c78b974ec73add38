"""Markdown into blocks, with markdown-it."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from chorus.bot.documents.parsing.blocks import Block

_READER = MarkdownIt("commonmark", {"html": False}).enable("table")


def read_markdown(text: str) -> list[Block]:
    """Headings and paragraphs as plain text; list items keep their mark, cells of a row stand side by side."""
    return _Reader(_READER.parse(_without_front_matter(text))).read()


def _without_front_matter(text: str) -> str:
    if not text.startswith("---\n"):
        return text
    _, closing, rest = text[4:].partition("\n---\n")
    return rest if closing else text


class _Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
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
            case "tr_close":
                self._say(" | ".join(self._row or []))
                self._row = None
            case "inline":
                self._inline(token)
            case "fence" | "code_block":
                self._say(token.content.rstrip())

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
