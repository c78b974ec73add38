"""A file of any supported type into passages. Runs in the reader's process alone (`reader.py`), for it reads anything.

Pure, without bounds of its own on time and memory.
"""

from chorus.knowledge.errors import Unreadable
from chorus.knowledge.parsing.blocks import Block, Cut, Reading
from chorus.knowledge.parsing.charset import decode
from chorus.knowledge.parsing.cut import cut
from chorus.knowledge.parsing.html import read_html
from chorus.knowledge.parsing.markdown import read_markdown
from chorus.knowledge.parsing.plain import read_plain
from chorus.knowledge.parsing.sniff import CSV, HTML, MARKDOWN, PDF
from chorus.knowledge.parsing.table import read_table

PASSAGES_MAX = 20_000


def parse(content: bytes, media_type: str, charset: str = "") -> Reading:
    """Parse a document.

    Raises:
        Unreadable: If the document cannot be parsed; the message is for the uploader.
    """
    cuts, warnings = _cuts(content, media_type, charset)
    # NUL is the one character that PostgreSQL's text cannot hold.
    cuts = [Cut(one.heading.replace("\x00", ""), one.content.replace("\x00", "")) for one in cuts]
    cuts = [one for one in cuts if one.content.strip()]
    if not cuts:
        raise Unreadable("The document contains no text.")
    if len(cuts) > PASSAGES_MAX:
        raise Unreadable(f"The document has more than {PASSAGES_MAX} passages. Split it into several documents.")
    return Reading(cuts, " ".join(warning for warning in warnings if warning))


def _cuts(content: bytes, media_type: str, charset: str) -> tuple[list[Cut], list[str]]:
    if media_type == PDF:
        from chorus.knowledge.parsing.pdf import read_pdf  # noqa: PLC0415 - PDFium, for PDFs only

        text, warning = read_pdf(content)
        return cut(read_plain(text)), [warning]
    decoded = decode(content, charset)
    if media_type == CSV:
        rows, left_out = read_table(decoded.text)
        return rows, [decoded.warning, left_out]
    blocks, left_out = _blocks(decoded.text, media_type)
    return cut(blocks), [decoded.warning, left_out]


def _blocks(text: str, media_type: str) -> tuple[list[Block], str]:
    if media_type == MARKDOWN:
        return read_markdown(text)
    if media_type == HTML:
        return read_html(text)
    return read_plain(text), ""
