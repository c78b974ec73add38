"""Detect the type of a file from its content, ignoring its name and declared type. Pure.

Of images and PDFs three opinions must agree: our own reading of the structure, `filetype` and `puremagic`. puremagic
takes programs and archives for other things, filetype does not know HTML and SVG; together with an allow list they do.
"""

import re
from collections.abc import Callable
from typing import BinaryIO

import filetype
import puremagic

from chorus.chat.attachments import texts
from chorus.chat.attachments.archives import BadArchive, archive_kind
from chorus.chat.attachments.errors import (
    AttachmentEmpty,
    AttachmentHarmful,
    AttachmentKindRefused,
    AttachmentTooManyPixels,
)
from chorus.chat.attachments.pixels import NotAnImage, Size, gif_size, jpeg_size, png_size, webp_size
from chorus.core.file_kinds import KINDS, FileKind

HEAD = 8192
TAIL = 65_557  # the end record of a ZIP with the longest comment
PIXELS_MAX = 100_000_000
SIDE_MAX = 30_000
# Readers look for the header of a PDF within its first kilobyte (PDF 1.7, appendix H).
PDF_BEFORE_MAX = 1024

IMAGES: dict[bytes, tuple[str, Callable[[BinaryIO], Size]]] = {
    b"\x89PNG\r\n\x1a\n": ("image/png", png_size),
    b"\xff\xd8\xff": ("image/jpeg", jpeg_size),
    b"GIF87a": ("image/gif", gif_size),
    b"GIF89a": ("image/gif", gif_size),
    b"RIFF": ("image/webp", webp_size),
}
HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc", b"hevx", b"msf1"))
# An animated PNG is a PNG by another name.
OTHER_NAMES = {"image/apng": "image/png", "image/heif": "image/heic"}
# The string that every scanner takes for a virus (eicar.org), in two parts so that this file is not one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
MARKUP = re.compile(
    rb"<\s*(!doctype|\?php|html|head|body|script|svg|iframe|object|embed|style|link|meta|form|img|math|base)\b",
    re.IGNORECASE,
)
DISKS = {b"\0\0", b"\xff\xff"}  # the record's disk numbers; four bytes alone turn up in large images by chance
_PDF_COMMENTS = re.compile(r"(?:%[^\r\n]*+[\r\n\s\0]*+)++")

PAGE = "This is a web page or other markup. Send it as PDF, or send its text as plain text."
UNKNOWN = "Files of this type cannot be sent. Send pictures as JPEG or PNG, and documents as PDF."
DAMAGED = "This file is damaged or incomplete. Save it again and resend it."
SEVERAL = "This file is valid as two file types. Save it again and resend it."


def sniff(file: BinaryIO) -> str:
    """Detect the media type, for text with its charset; raises the matching refusal.

    Reads the head, the tail and all of a text.

    Raises:
        AttachmentEmpty: If the file is empty.
        AttachmentHarmful: If the file is recognised as malware.
        AttachmentKindRefused: If files of this type are not accepted.
    """
    file.seek(0, 2)
    size = file.tell()
    if size == 0:
        raise AttachmentEmpty
    head, tail = _read(file, 0, HEAD), _read(file, max(0, size - TAIL), TAIL)
    if EICAR in head:
        raise AttachmentHarmful
    if head.startswith(b"PK\x03\x04"):
        return _archive(file)
    if _ends_as_zip(tail):
        raise AttachmentKindRefused(SEVERAL)
    for magic, (media_type, measure) in IMAGES.items():
        if head.startswith(magic):
            return _image(file, head, media_type, measure)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return KINDS[FileKind.HEIC].media_type
    place = head[: PDF_BEFORE_MAX + 5].find(b"%PDF-")
    if place >= 0 and b"%%EOF" in tail:
        return _pdf(head, place)
    return _text(file, head)


def _archive(file: BinaryIO) -> str:
    try:
        return KINDS[archive_kind(file)].media_type
    except BadArchive as error:
        raise AttachmentKindRefused(str(error)) from error


def _image(file: BinaryIO, head: bytes, media_type: str, measure: Callable[[BinaryIO], Size]) -> str:
    try:
        width, height = measure(file)
    except NotAnImage as error:
        raise AttachmentKindRefused(DAMAGED) from error
    _require_agreement(head, media_type)
    if MARKUP.search(head[:1024]) or b"%PDF-" in head[:1024]:
        raise AttachmentKindRefused(SEVERAL)  # a page or a document that begins as an image
    if width * height > PIXELS_MAX or max(width, height) > SIDE_MAX:
        raise AttachmentTooManyPixels
    return media_type


def _pdf(head: bytes, place: int) -> str:
    """Check a PDF. Padding or a few lines may precede its header; comments and objects follow it.

    Raises:
        AttachmentKindRefused: If files of this type are not accepted.
    """
    before = head[:place].replace(b"\0", b" ")
    if texts.CONTROLS.search(before) or texts.begins_as_page(before.decode("latin-1")):
        raise AttachmentKindRefused(SEVERAL)
    body = head[place:].decode("latin-1")
    comments = _PDF_COMMENTS.match(body)
    if texts.begins_as_page(body[comments.end() if comments else 0 :]):
        raise AttachmentKindRefused(SEVERAL)
    _require_agreement(head[place:], "application/pdf")
    return "application/pdf"


def _text(file: BinaryIO, head: bytes) -> str:
    charset = None if head.startswith(b"%!PS") else texts.charset_of(file)
    if charset is None:
        raise AttachmentKindRefused(UNKNOWN)
    if texts.is_page(file, charset):
        raise AttachmentKindRefused(PAGE)
    if head.startswith(b"%PDF-"):
        raise AttachmentKindRefused(DAMAGED)
    return "text/plain" if charset == "utf-8" else f"text/plain; charset={charset}"


def _require_agreement(head: bytes, media_type: str) -> None:
    guess = filetype.guess_mime(head)
    if OTHER_NAMES.get(guess, guess) != media_type or media_type not in _guesses(head):
        raise AttachmentKindRefused(DAMAGED)


def _guesses(head: bytes) -> set[str]:
    try:
        found = {one.mime_type for one in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()
    return {OTHER_NAMES.get(name, name) for name in found}


def _ends_as_zip(tail: bytes) -> bool:
    """Return whether an archive's end record closes the file.

    Archives are read from the end, so any file can also be one.
    """
    start = tail.rfind(b"PK\x05\x06")
    return (
        start >= 0 and len(tail) - start >= 22 and {tail[start + 4 : start + 6], tail[start + 6 : start + 8]} <= DISKS
    )


def _read(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)
