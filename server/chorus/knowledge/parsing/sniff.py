"""Detect the type of a document from its content; name and declared type only distinguish kinds of text."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import PurePath

from chorus.knowledge.errors import DocumentEmpty, DocumentUnsupported, Unreadable
from chorus.knowledge.parsing.charset import declared_charset, decode, is_binary

MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
CSV = "text/csv"
PLAIN = "text/plain"

_BINARY = (
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"MZ",
    b"\x7fELF",
    b"\x1f\x8b",
)
_HTML_START = re.compile(r"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_SKIPPED = (("<?xml", ">"), ("<!--", "-->"))
_ELEMENTS = (
    "a|abbr|address|article|aside|b|blockquote|body|br|button|caption|center|code|dd|details|div|dl|dt|em|fieldset|"
    "figure|font|footer|form|h[1-6]|head|header|hr|i|img|label|li|link|main|meta|nav|ol|p|pre|section|small|span|"
    "strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead|title|tr|u|ul"
)
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?=[\s/>])[^<>]{{0,2000}}>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|[uod]l|li|d[td]|t[rdh]|table|section|article|span|br)(?=[\s/>])[^<>]{0,2000}>", re.IGNORECASE
)
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_BY_SUFFIX = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": PLAIN,
}
_SAMPLE = 20_000
_SEPARATOR = re.compile(r"sep=(.)[ \t]*\n")
DELIMITERS = ("\t", ";", ",", "|")


@dataclass(frozen=True, slots=True)
class Kind:
    """How to parse a file: its type and its declared encoding."""

    media_type: str
    charset: str = ""


def kind_of(content: bytes, *, file_name: str = "", declared: str = "") -> Kind:
    """Detect the type.

    Reads a bounded part, except to find the encoding.

    Raises:
        DocumentEmpty: If the file is empty.
        DocumentUnsupported: If the file type is not supported.
    """
    if not content.strip():
        raise DocumentEmpty
    if b"%PDF-" in content[:1024]:
        return Kind(PDF)
    if content.startswith(_BINARY):
        raise DocumentUnsupported
    charset = declared_charset(content, declared)
    if is_binary(content, charset):
        raise DocumentUnsupported
    text = _sample(content, charset)
    hint = _BY_SUFFIX.get(PurePath(file_name).suffix.lower()) or declared.partition(";")[0].strip().lower()
    return Kind(HTML if _begins_as_html(text) else _kind_of_text(text[:_SAMPLE], hint), charset)


def _sample(content: bytes, charset: str) -> str:
    """Return the beginning. Without a declared encoding, ASCII marks are sufficient.

    Raises:
        DocumentUnsupported: If the file type is not supported.
    """
    if charset.startswith(("utf-16", "utf-32")) or b"\x00" in content:
        try:
            return decode(content, charset).text[: 4 * _SAMPLE]
        except Unreadable as error:
            raise DocumentUnsupported from error
    return content[: 4 * _SAMPLE].decode(charset or "utf-8", "replace")


def _begins_as_html(text: str) -> bool:
    at = _past_spaces(text, 0)
    while opened := next((pair for pair in _SKIPPED if text.startswith(pair[0], at)), None):
        end = text.find(opened[1], at + len(opened[0]) if opened[0] == "<?xml" else at + 2)
        if end < 0:
            return False
        at = _past_spaces(text, end + len(opened[1]))
    return _HTML_START.match(text, at) is not None


def _past_spaces(text: str, start: int) -> int:
    while start < len(text) and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    return start


def _kind_of_text(sample: str, hint: str) -> str:
    if hint in {HTML, "application/xhtml+xml"} and _TAG.search(sample):
        return HTML
    if hint == CSV and delimiter_of(sample) is not None:
        return CSV
    has_heading = _HEADING.search(sample) is not None
    if not has_heading and _is_between_tags(sample):
        return HTML
    if hint == MARKDOWN or has_heading:
        return MARKDOWN
    return HTML if len(_BLOCK_TAG.findall(sample)) >= 3 else PLAIN


def _is_between_tags(sample: str) -> bool:
    """Return whether the text is a fragment of a page, between tags."""
    inner = sample.strip()
    return inner.endswith(">") and _BLOCK_TAG.match(inner) is not None


def lines_of(text: str) -> str:
    """Return a table's text with Unix line ends and without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def separator_line(text: str) -> re.Match[str] | None:
    """Match Excel's first line `sep=;`, which is not a row."""
    return _SEPARATOR.match(text)


def delimiter_of(sample: str) -> str | None:
    """Return the separator of a table with at least two columns; None when the text is no table."""
    sample = lines_of(sample)
    said = separator_line(sample)
    if said is not None:
        return said.group(1)
    lines = sample[:_SAMPLE].split("\n")
    if len(lines) > 2 and len(sample) >= _SAMPLE:
        lines.pop()  # it may be cut
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=delimiter)
        rows = [row for row in reader if any(row)]
        if rows and len(rows[0]) >= 2 and sum(len(row) >= 2 for row in rows) >= 0.8 * len(rows):
            return delimiter
    return None
