"""What a file is, by its content alone; the name and the sender's word do not count. Pure.

Three opinions must agree: our own reading of the structure, `filetype` and `puremagic`. puremagic takes programs and
archives for other things, filetype does not know HTML and SVG (docs/decisions); together with an allow list they do.
"""

import codecs
import re
from collections.abc import Callable
from typing import BinaryIO

import filetype
import puremagic

from chorus.chat.attachments.errors import (
    AttachmentEmpty,
    AttachmentHarmful,
    AttachmentKindRefused,
    AttachmentTooManyPixels,
)
from chorus.chat.attachments.pixels import NotAnImage, Size, gif_size, jpeg_size, png_size, webp_size

HEAD = 8192
TAIL = 65_557  # the end record of a ZIP with the longest comment
PIXELS_MAX = 100_000_000
SIDE_MAX = 30_000

IMAGES: dict[bytes, tuple[str, Callable[[BinaryIO], Size]]] = {
    b"\x89PNG\r\n\x1a\n": ("image/png", png_size),
    b"\xff\xd8\xff": ("image/jpeg", jpeg_size),
    b"GIF87a": ("image/gif", gif_size),
    b"GIF89a": ("image/gif", gif_size),
    b"RIFF": ("image/webp", webp_size),
}
# The string that every scanner takes for a virus (eicar.org), in two parts so that this file is not one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
MARKUP = re.compile(
    rb"<\s*(!doctype|\?xml|\?php|html|head|body|script|svg|iframe|object|embed|style|link|meta|form|img|math|base)\b",
    re.IGNORECASE,
)
MARKUP_TYPES = ("html", "svg", "xml")
DISKS = {b"\0\0", b"\xff\xff"}  # the record's disk numbers; four bytes alone turn up in large images by chance
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def sniff(file: BinaryIO) -> str:
    """The media type; raises the refusal that fits. Reads a head, a tail, and all of a text."""
    file.seek(0, 2)
    size = file.tell()
    if size == 0:
        raise AttachmentEmpty
    head, tail = _read(file, 0, HEAD), _read(file, max(0, size - TAIL), TAIL)
    if EICAR in head:
        raise AttachmentHarmful
    if _ends_as_zip(tail):
        raise AttachmentKindRefused
    for magic, (media_type, measure) in IMAGES.items():
        if head.startswith(magic):
            return _image(file, head, media_type, measure)
    return _pdf(head, tail) if head.startswith(b"%PDF-") else _text(file, head)


def _image(file: BinaryIO, head: bytes, media_type: str, measure: Callable[[BinaryIO], Size]) -> str:
    try:
        width, height = measure(file)
    except NotAnImage as error:
        raise AttachmentKindRefused from error
    _require_agreement(head, media_type)
    if MARKUP.search(head[:1024]) or b"%PDF-" in head[:1024]:
        raise AttachmentKindRefused  # a page or a document that begins as an image
    if width * height > PIXELS_MAX or max(width, height) > SIDE_MAX:
        raise AttachmentTooManyPixels
    return media_type


def _pdf(head: bytes, tail: bytes) -> str:
    _require_agreement(head, "application/pdf")
    if b"%%EOF" not in tail[-1024:] or MARKUP.search(head[:256]):
        raise AttachmentKindRefused
    return "application/pdf"


def _text(file: BinaryIO, head: bytes) -> str:
    if MARKUP.search(head[:1024]) or _is_markup(head):
        raise AttachmentKindRefused
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(HEAD * 32):
            if CONTROLS.search(chunk):
                raise AttachmentKindRefused
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise AttachmentKindRefused from error
    return "text/plain"


def _require_agreement(head: bytes, media_type: str) -> None:
    if filetype.guess_mime(head) != media_type or media_type not in _guesses(head):
        raise AttachmentKindRefused


def _is_markup(head: bytes) -> bool:
    return any(word in guess for guess in _guesses(head.lstrip()) for word in MARKUP_TYPES)


def _guesses(head: bytes) -> set[str]:
    try:
        return {found.mime_type for found in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _ends_as_zip(tail: bytes) -> bool:
    """Whether an archive's end record closes the file: archives are read from the end, so any file can also be one."""
    start = tail.rfind(b"PK\x05\x06")
    return (
        start >= 0 and len(tail) - start >= 22 and {tail[start + 4 : start + 6], tail[start + 6 : start + 8]} <= DISKS
    )


def _read(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)
