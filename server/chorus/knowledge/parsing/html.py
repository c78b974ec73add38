"""HTML into blocks: what a reader sees of a page, without its navigation, scripts and styles."""

import re
from collections import Counter

from chorus.knowledge.parsing.blocks import Block
from chorus.knowledge.parsing.markup import Kind, pieces

_UNSEEN = frozenset({"script", "style", "template", "svg", "math", "iframe", "object", "canvas", "noembed", "noframes"})
_AROUND = frozenset({"nav", "footer", "aside", "noscript", "button", "select"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "blockquote", "pre", "ul", "ol", "table", "tr", "dl", "dt", "dd",
     "figure", "figcaption", "body", "br", "hr", "summary", "details", "address", "header", "form", "fieldset",
     "legend", "label", "caption", "option", "center", "menu", "textarea", "head", "html", "li", "thead", "tbody"}
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"dt": 4, "summary": 4}
_SPACES = re.compile(r"\s+")


def read_html(text: str) -> tuple[list[Block], str]:
    """Return headings and paragraphs, and what was left out. A term of a definition list is a heading."""
    reader = _Reader()
    for kind, value in pieces(text):
        if kind is Kind.TEXT:
            reader.text(value)
        elif kind is Kind.START:
            reader.start(value)
        else:
            reader.end(value)
    reader.close()
    return reader.blocks, reader.left_out()


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._has_text = False
        self._title: list[str] = []
        self._in_title = False
        self._hidden: list[str] = []
        self._hidden_now: Counter[str] = Counter()
        self._swallowed: list[str] = []
        self._words_left_out = 0
        self._level = 0
        self._mark = ""

    def start(self, tag: str) -> None:
        """Handle a start tag."""
        if tag == "title" and not self._hidden and not self._in_title:
            self._in_title = True
        elif tag in _UNSEEN or (tag in _AROUND and not (tag == "button" and self._level)):
            # A button in a heading opens its answer, and is the question.
            self._hidden.append(tag)
            self._hidden_now[tag] += 1
        elif tag in _HEADINGS:
            self._flush()
            self._level = _HEADINGS[tag]
        elif tag in {"td", "th"}:
            self._append(" | " if self._has_text else "")
        elif tag == "br" and self._level:
            self._append(" ")
        elif tag in _BLOCKS:
            self._flush()
            self._level = 0 if tag in {"dd", "li", "p"} and self._level == _HEADINGS["dt"] else self._level
            self._mark = "- " if tag == "li" else self._mark

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if tag == "title":
            self._in_title = False
        elif self._hidden_now[tag]:
            # An unclosed inner element must not hide the rest of the page.
            while True:
                opened = self._hidden.pop()
                self._hidden_now[opened] -= 1
                if opened == tag:
                    break
            if not self._hidden:
                if tag in _AROUND:
                    self._words_left_out += sum(len(part.split()) for part in self._swallowed)
                self._swallowed = []
        elif tag in _HEADINGS:
            self._flush()
            self._level = 0
        elif tag in _BLOCKS:
            self._flush()

    def text(self, value: str) -> None:
        """Handle text."""
        if self._in_title:
            self._title.append(value)
        elif self._hidden:
            self._swallowed.append(value)
        else:
            self._append(value)

    def close(self) -> None:
        """Finish the last paragraph. Text hidden by an unclosed element is included after all."""
        self._flush()
        self._level, self._mark = 0, ""
        self._text, self._has_text = self._swallowed, True
        self._flush()
        title = _SPACES.sub(" ", "".join(self._title)).strip()
        if title and not any(title in block.text for block in self.blocks):
            self.blocks.insert(0, Block(title))

    def left_out(self) -> str:
        """Describe what was left out: visible on the page, but unknown to the bot."""
        if not self._words_left_out:
            return ""
        words = "1 word" if self._words_left_out == 1 else f"{self._words_left_out} words"
        return f"Left out: {words} of navigation, sidebars, footers and buttons."

    def _append(self, value: str) -> None:
        if value:
            self._text.append(value)
            self._has_text = self._has_text or not value.isspace()

    def _flush(self) -> None:
        if self._has_text:
            text = _SPACES.sub(" ", "".join(self._text)).strip()
            if text:
                mark = "" if self._level else self._mark
                self.blocks.append(Block(mark + text, self._level))
                self._level, self._mark = 0, ""
        self._text, self._has_text = [], False
