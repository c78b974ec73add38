"""Plain text: in which encoding, and whether it is a web page after all. Pure.

A text is served as a download and never shown by a browser, so one that mentions `<script>` is a text like others;
what is refused is a file that begins as a page.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

CHUNK = 1 << 18
HEAD = 4096
# Of a short text in a Western code page most bytes are ASCII; of random bytes a third.
ASCII_MIN = 0.6
# Of so many random bytes one is a control character, all but certainly; a text of any code page has none.
LONG_MIN = 96
# RFC 1428: eight bits, and nobody knows which letters they mean. The bytes are kept as they are.
UNKNOWN = "unknown-8bit"
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROLS_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_HIGH = re.compile(rb"[\x80-\xff]")
# In a few bytes at random, letters of ASCII stand beside bytes that are none; in the words of a script they do not.
_MIXED = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
_CODE_PAGES = ("latin-1", "cp932", "big5", "gbk", "cp949")
# Bytes that windows-1252 does not define are control characters in Latin-1, which no text has.
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_PAGE = re.compile(
    r"<\s*(?:!doctype|\?xml|\?php|html|head|body|script|svg|iframe|object|embed|style|link|meta|form|base|math|frameset)\b",
    re.IGNORECASE,
)
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def charset_of(file: BinaryIO) -> str | None:
    """Detect the charset of a text by its IANA name; None if it is not text. Reads the whole text in linear time."""
    head = _head(file)
    for mark, codec in _MARKS.items():
        if head.startswith(mark):
            return codec.removesuffix("-sig") if _decodes(file, codec) else None
    if _decodes(file, "utf-8"):
        return "utf-8"
    wide = _wide(head)
    if wide is not None:
        return wide if _decodes(file, wide) else None
    return _eight_bits(file)


def is_page(file: BinaryIO, charset: str) -> bool:
    """Return whether the file starts as a web page or other markup, after comments."""
    text = _head(file).decode("latin-1" if charset == UNKNOWN else charset, "ignore")
    return begins_as_page(text)


def begins_as_page(text: str) -> bool:
    """Return whether the text, after comments, starts with something that only pages contain."""
    start = 0
    text = text.lstrip("\ufeff")
    while True:
        start = _behind_space(text, start)
        if not text.startswith("<!--", start):
            return _PAGE.match(text, start) is not None
        end = text.find("-->", start + 4)
        if end < 0:
            return False
        start = end + 3


def _behind_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _wide(head: bytes) -> str | None:
    """Detect UTF-16 without a mark: in Western text every other byte is zero."""
    even, odd = head[0:512:2], head[1:512:2]
    if len(odd) < 4:
        return None
    if odd.count(0) > len(odd) * 0.7 and even.count(0) == 0:
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > len(even) * 0.7 and odd.count(0) == 0 else None


def _decodes(file: BinaryIO, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for chunk in _chunks(file):
            if _CONTROLS_IN_TEXT.search(decoder.decode(chunk)):
                return False
        return not _CONTROLS_IN_TEXT.search(decoder.decode(b"", final=True))
    except UnicodeError:
        return False


def _eight_bits(file: BinaryIO) -> str | None:
    """Detect a single-byte or East Asian double-byte text, which contains no control characters."""
    high = total = 0
    is_western = True
    start = _head(file)
    for chunk in _chunks(file):
        if CONTROLS.search(chunk):
            return None
        is_western = is_western and not _UNDEFINED.search(chunk)
        high += len(_HIGH.findall(chunk))
        total += len(chunk)
    if high <= total * (1 - ASCII_MIN):
        return "windows-1252" if is_western else UNKNOWN
    return UNKNOWN if total >= LONG_MIN or _is_of_one_script(start) else None


def _is_of_one_script(content: bytes) -> bool:
    """Return whether each word of a short text uses one script, in a single-byte or East Asian code page."""
    with suppress(UnicodeError):
        codecs.getincrementaldecoder("utf-8")().decode(content)
        return False  # UTF-8 that is cut in its last letter
    for code_page in _CODE_PAGES:
        try:
            text = content.decode(code_page)
        except UnicodeError:
            continue
        if not _MIXED.search(text):
            return True
    return False


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
