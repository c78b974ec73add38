"""The text of a PDF by PDFium: lines in reading order, an empty line between paragraphs. For the reader's process."""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from chorus.knowledge.errors import Unreadable
from chorus.knowledge.parsing.pdf_lines import Line, Span, in_reading_order

PAGES_MAX = 1_000
TEXT_MAX = 5_000_000
# Of the characters that are seen: above the first the uploader is told, above the second there is nothing to read.
GARBLED_TOLD = 0.02
GARBLED_REFUSED = 0.3
_PAGES_NAMED = 10
_PASSWORD = 4
_GARBLED = (
    "The PDF's fonts do not map to characters, so its text cannot be extracted."
    " Export it again from the original, or upload the text."
)
# A hyphen at the end of a line is PDFium's U+FFFE when the word goes on.
_SOFT_HYPHEN = "\ufffe"


@dataclass(slots=True)
class _Count:
    seen: int = 0
    garbled: int = 0


def read_pdf(content: bytes) -> tuple[str, str]:
    """Return the text of all pages and a notice for the uploader.

    Raises:
        Unreadable: If the document cannot be parsed; the message is for the uploader.
    """
    try:
        document = pypdfium2.PdfDocument(content)
        length = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or pdfium.FPDF_GetLastError() == _PASSWORD:
            raise Unreadable("The PDF is password-protected.") from error
        raise Unreadable("The PDF cannot be read; it seems to be damaged.") from error
    if length > PAGES_MAX:
        raise Unreadable(f"The PDF has more than {PAGES_MAX} pages. Split it into several documents.")
    return _pages(document, length)


def _pages(document: pypdfium2.PdfDocument, length: int) -> tuple[str, str]:
    texts: list[str] = []
    empty: list[int] = []
    garbled: list[int] = []
    whole, written = _Count(), 0
    for number in range(1, length + 1):
        count = _Count()
        text = _page_text(document, number - 1, count)
        written += len(text)
        if written > TEXT_MAX:
            raise Unreadable("The PDF has too much text. Split it into several documents.")
        whole.seen += count.seen
        whole.garbled += count.garbled
        if not count.seen:
            empty.append(number)
        elif count.garbled > count.seen * GARBLED_REFUSED:
            garbled.append(number)
        else:
            texts.append(text)
    if not whole.seen:
        raise Unreadable("The PDF contains no text. It may consist of scanned pages.")
    if not texts:
        raise Unreadable(_GARBLED)
    return "\n\n".join(texts), _warning(empty, garbled, whole)


def _warning(empty: list[int], garbled: list[int], whole: _Count) -> str:
    said: list[str] = []
    if empty:
        said.append(f"No text on {_named(empty)}, which may contain only pictures.")
    if garbled:
        said.append(f"Left out: {_named(garbled)}, whose fonts do not map to characters.")
    elif whole.garbled > whole.seen * GARBLED_TOLD:
        percent = round(100 * whole.garbled / whole.seen)
        said.append(f"About {percent} % of the characters could not be read. Check the passages.")
    return " ".join(said)


def _named(pages: list[int]) -> str:
    if len(pages) == 1:
        return f"page {pages[0]}"
    return "pages " + ", ".join(map(str, pages[:_PAGES_NAMED])) + (", …" if len(pages) > _PAGES_NAMED else "")


def _page_text(document: pypdfium2.PdfDocument, index: int, count: _Count) -> str:
    try:
        page = document[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    try:
        return in_reading_order(_lines(text_page, count))
    finally:
        text_page.close()
        page.close()


def _lines(text_page: pypdfium2.PdfTextPage, count: _Count) -> list[Line]:
    """Return PDFium's lines as the spans between spaces, with their boxes."""
    lines: list[Line] = []
    line = Line()
    word: list[str] = []
    start = 0
    for at in range(text_page.count_chars()):
        character = _character(text_page, at, count)
        if character in {"\r", "\n", " ", "\t", "\xa0", "\u3000"}:
            if word:
                line.spans.append(_span(text_page, "".join(word), start, at - 1))
                word = []
            if character in {"\r", "\n"} and line.spans:
                lines.append(line)
                line = Line()
        elif character:
            start = start if word else at
            word.append(character)
    if word:
        line.spans.append(_span(text_page, "".join(word), start, text_page.count_chars() - 1))
    return [*lines, line] if line.spans else lines


def _character(text_page: pypdfium2.PdfTextPage, at: int, count: _Count) -> str:
    code = pdfium.FPDFText_GetUnicode(text_page, at)
    if code in {0x0D, 0x0A} and not pdfium.FPDFText_IsGenerated(text_page, at):
        # A carriage return in a font is a glyph of it, such as a bullet.
        code = 0x20
    character = chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
    if character.isspace():
        return character if character in {"\r", "\n"} else " "
    if character == _SOFT_HYPHEN:
        return "\u00ad"
    count.seen += 1
    is_odd = code < 0x20 or 0x7F <= code < 0xA0 or 0xE000 <= code <= 0xF8FF or code >= 0xF0000 or code == 0xFFFD
    if is_odd or pdfium.FPDFText_HasUnicodeMapError(text_page, at) == 1:
        count.garbled += 1
    # Control characters stand for glyphs such as bullets, and would be invisible.
    return "" if code < 0x20 or 0x7F <= code < 0xA0 else character


def _span(text_page: pypdfium2.PdfTextPage, text: str, first: int, last: int) -> Span:
    left, bottom, top, _ = _box(text_page, first)
    _, _, _, right = _box(text_page, last)
    return Span(text, left, right, bottom, top)


def _box(text_page: pypdfium2.PdfTextPage, at: int) -> tuple[float, float, float, float]:
    rect = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, at, ctypes.byref(rect))
    return rect.left, rect.bottom, rect.top, rect.right
