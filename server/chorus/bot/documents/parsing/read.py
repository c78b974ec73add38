"""A file of any supported type into passages."""

import asyncio
from collections.abc import Callable

from chorus.bot.documents.errors import Unreadable
from chorus.bot.documents.parsing.blocks import Block, Cut
from chorus.bot.documents.parsing.cut import cut
from chorus.bot.documents.parsing.html import read_html
from chorus.bot.documents.parsing.markdown import read_markdown
from chorus.bot.documents.parsing.pdf import read_pdf
from chorus.bot.documents.parsing.plain import read_plain
from chorus.bot.documents.parsing.sniff import CSV, HTML, MARKDOWN, PDF, PLAIN, decode
from chorus.bot.documents.parsing.table import read_table

PASSAGES_MAX = 20_000

READERS: dict[str, Callable[[str], list[Block]]] = {
    MARKDOWN: read_markdown,
    HTML: read_html,
    PLAIN: read_plain,
}


async def read(content: bytes, media_type: str) -> list[Cut]:
    """The passages; raises `Unreadable` with a sentence for the person who uploaded it."""
    if media_type == PDF:
        text = await read_pdf(content)
        found = await asyncio.to_thread(lambda: cut(read_plain(text)))
    else:
        found = await asyncio.to_thread(_read_text, content, media_type)
    # NUL is the one character that PostgreSQL's text cannot hold.
    found = [Cut(one.heading.replace("\x00", ""), one.content.replace("\x00", "")) for one in found]
    found = [one for one in found if one.content.strip()]
    if not found:
        raise Unreadable("There is no text in the document.")
    if len(found) > PASSAGES_MAX:
        raise Unreadable(f"The document has more than {PASSAGES_MAX} passages. Cut it into several documents.")
    return found


def _read_text(content: bytes, media_type: str) -> list[Cut]:
    text = decode(content)
    if media_type == CSV:
        return read_table(text)
    return cut(READERS[media_type](text))
