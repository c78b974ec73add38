"""What a file is, by its content; its name and declared type only decide between kinds of text."""

import csv
import io
import re
from pathlib import PurePath

from chorus.bot.documents.errors import DocumentEmpty, DocumentUnsupported

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
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S
)
_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|li|table|section|article|span|br)\b[^>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_BY_SUFFIX = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": PLAIN,
}
_SAMPLE = 20_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def media_type_of(content: bytes, *, file_name: str = "", declared: str = "") -> str:
    """The type to read it as; raises `DocumentEmpty` or `DocumentUnsupported`."""
    if not content.strip():
        raise DocumentEmpty
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(_BINARY):
        raise DocumentUnsupported
    text = decode(content)
    if _HTML_START.match(text):
        return HTML
    hint = _BY_SUFFIX.get(PurePath(file_name).suffix.lower()) or declared.partition(";")[0].strip().lower()
    return _kind_of_text(text[:_SAMPLE], hint)


def decode(content: bytes) -> str:
    """The text of a text file; raises `DocumentUnsupported` when it is none."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\x00" in content:
        raise DocumentUnsupported
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentUnsupported from error


def _kind_of_text(sample: str, hint: str) -> str:
    if hint == HTML and len(_TAG.findall(sample)) >= 1:
        return HTML
    if hint == CSV and delimiter_of(sample) is not None:
        return CSV
    if hint == MARKDOWN or _HEADING.search(sample):
        return MARKDOWN
    return HTML if len(_TAG.findall(sample)) >= 3 else PLAIN


def delimiter_of(sample: str) -> str | None:
    """The separator of a table with at least two columns; None when the text is no table."""
    lines = sample.splitlines()
    if len(lines) > 2 and len(sample) >= _SAMPLE:
        lines.pop()  # it may be cut
    for delimiter in ("\t", ";", ",", "|"):
        rows = [row for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter) if any(row)]
        if rows and len(rows[0]) >= 2 and sum(len(row) >= 2 for row in rows) >= 0.8 * len(rows):
            return delimiter
    return None
