"""HTML into blocks: what a reader sees of a page, without its navigation, scripts and styles."""

import re
from html.parser import HTMLParser

from typing_extensions import override

from chorus.bot.documents.parsing.blocks import Block

_HIDDEN = frozenset(
    {
        "script",
        "style",
        "nav",
        "footer",
        "aside",
        "template",
        "noscript",
        "svg",
        "button",
        "iframe",
        "select",
    }
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "blockquote", "pre", "ul", "ol", "table", "tr", "dl", "dt", "dd",
     "figure", "figcaption", "body", "br", "hr", "summary", "details", "address"}
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link"})


def read_html(text: str) -> list[Block]:
    """Headings and paragraphs; a definition's term is a heading of what follows."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._hidden: list[str] = []
        self._level = 0
        self._mark = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN or (tag == "title"):
            self._hidden.append(tag)
        elif tag in _HEADINGS:
            self._flush()
            self._level = _HEADINGS[tag]
        elif tag in ("dt", "summary"):
            self._flush()
            self._level = 4
        elif tag == "li":
            self._flush()
            self._mark = "- "
        elif tag in ("td", "th"):
            self._text.append(" | " if "".join(self._text).strip() else "")
        elif tag in _BLOCKS:
            self._flush()

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            # An unclosed inner element must not hide the rest of the page.
            while self._hidden and self._hidden.pop() != tag:
                pass
        elif tag in _HEADINGS or tag in _BLOCKS or tag == "li":
            self._flush()

    @override
    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def end(self) -> None:
        """The last paragraph."""
        self._flush()

    def _flush(self) -> None:
        text = re.sub(r"\s+", " ", "".join(self._text)).strip()
        if text:
            mark = "" if self._level else self._mark
            self.blocks.append(Block(mark + text, self._level))
            self._level, self._mark = 0, ""
        self._text = []
