"""Take private metadata out of photos: where and when, with which device, by whom. Pixels stay as they are, bit by bit.

Segments are copied or left out, nothing is encoded anew. What is needed to see the picture right stays: orientation,
colour profile, transparency, animation. What is not understood is left out too.
"""

import re
from collections.abc import Callable, Iterator
from zlib import crc32

from chorus.chat.attachments.exif import orientation_of, tiff_with

CHUNKS_MAX = 100_000
_EXIF = b"Exif\0\0"
# A marker within the coded data of a JPEG: not a stuffed zero, a restart or padding.
_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT cICP mDCV cLLI".split()
)
_WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04


class Unstrippable(Exception):
    """The structure does not hold, so nobody can tell what would stay in."""


def stripped(content: bytes, media_type: str) -> bytes:
    """Return the picture without private metadata; other media types unchanged.

    Raises:
        Unstrippable: If the metadata cannot be removed.
    """
    strip = _STRIPPERS.get(media_type)
    try:
        return content if strip is None else b"".join(strip(content))
    except (IndexError, ValueError) as error:
        raise Unstrippable from error


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    orientation, place = 1, 2
    said: list[bytes] = []
    for _ in range(CHUNKS_MAX):
        place = _behind_padding(content, place)
        marker = content[place + 1]
        end = _segment_end(content, place)
        body = content[place + 4 : end]
        if marker == 0xE1 and body.startswith(_EXIF):
            orientation = orientation_of(body[len(_EXIF) :])
        elif marker != 0xD9 and _stays(marker, body):
            said.append(content[place:end])
        place = _behind_scan(content, end) if marker == 0xDA else end
        said.append(content[end:place])
        if marker == 0xD9 or place == len(content):
            break
    else:
        raise Unstrippable
    # The primary picture ends here: what cameras put behind it (previews, films) has metadata of its own.
    yield from _with_orientation(said, orientation)
    yield b"\xff\xd9"


def _behind_padding(content: bytes, place: int) -> int:
    if content[place] != 0xFF:
        raise Unstrippable
    while content[place + 1] == 0xFF:
        place += 1
    return place


def _segment_end(content: bytes, place: int) -> int:
    """Return where the segment ends. Standalone markers have two bytes.

    Raises:
        Unstrippable: If the metadata cannot be removed.
    """
    marker = content[place + 1]
    if marker == 0x01 or 0xD0 <= marker <= 0xD9:
        return place + 2
    length = int.from_bytes(content[place + 2 : place + 4], "big")
    if length < 2 or place + 2 + length > len(content):
        raise Unstrippable
    return place + 2 + length


def _with_orientation(said: list[bytes], orientation: int) -> Iterator[bytes]:
    first = 1 if said and said[0][1] == 0xE0 else 0
    yield from said[:first]
    if orientation != 1:
        body = _EXIF + tiff_with(orientation)
        yield b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    yield from said[first:]


def _stays(marker: int, body: bytes) -> bool:
    """Return whether to keep an application segment: JFIF, the colour profile, Adobe's colour transform."""
    if marker == 0xFE:
        return False
    if not 0xE0 <= marker <= 0xEF:
        return True
    kept = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
    return marker in kept and body.startswith(kept[marker])


def _behind_scan(content: bytes, place: int) -> int:
    found = _MARKER.search(content, place)
    return len(content) if found is None else found.start(1) - 1


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    place = 8
    for _ in range(CHUNKS_MAX):
        length, kind = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        end = place + 12 + length
        if len(kind) < 4 or end > len(content):
            raise Unstrippable
        if kind in _PNG_KEPT:
            yield content[place:end]
        elif kind == b"eXIf":
            orientation = orientation_of(content[place + 8 : end - 4])
            if orientation != 1:
                yield _png_chunk(kind, tiff_with(orientation))
        if kind == b"IEND":
            return
        place = end
    raise Unstrippable


def _png_chunk(kind: bytes, body: bytes) -> bytes:

    return len(body).to_bytes(4, "big") + kind + body + crc32(kind + body).to_bytes(4, "big")


def _webp(content: bytes) -> Iterator[bytes]:
    kept: list[bytes] = []
    orientation, place = 1, 12
    for _ in range(CHUNKS_MAX):
        if place + 8 > len(content):
            break
        kind, length = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        end = place + 8 + length + (length & 1)
        if place + 8 + length > len(content):
            raise Unstrippable
        if kind == b"EXIF":
            orientation = orientation_of(content[place + 8 : end].removeprefix(_EXIF))
        elif kind in _WEBP_KEPT:
            kept.append(content[place:end])
        place = end
    else:
        raise Unstrippable
    if orientation != 1:
        body = tiff_with(orientation)
        kept.append(b"EXIF" + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) & 1))
    if kept and kept[0][:4] == b"VP8X":
        flags = kept[0][8] & ~(_WEBP_EXIF | _WEBP_XMP) | (_WEBP_EXIF if orientation != 1 else 0)
        kept[0] = kept[0][:8] + bytes([flags]) + kept[0][9:]
    body = b"WEBP" + b"".join(kept)
    yield b"RIFF" + len(body).to_bytes(4, "little") + body


def _gif(content: bytes) -> Iterator[bytes]:
    flags = content[10]
    place = 13 + (3 * (2 << (flags & 7)) if flags & 0x80 else 0)
    yield content[:place]
    for _ in range(CHUNKS_MAX):
        start = place
        introducer = content[place]
        if introducer == 0x3B:
            yield b";"
            return
        if introducer == 0x2C:
            local = content[place + 9]
            place += 10 + (3 * (2 << (local & 7)) if local & 0x80 else 0) + 1
            place = _behind_blocks(content, place)
            yield content[start:place]
        elif introducer == 0x21:
            label = content[place + 1]
            place = _behind_blocks(content, place + 2)
            if label not in (0xFE, 0xFF) or (label == 0xFF and content[start + 3 : start + 14] in _GIF_KEPT):
                yield content[start:place]
        else:
            raise Unstrippable
    raise Unstrippable


def _behind_blocks(content: bytes, place: int) -> int:
    while content[place]:
        place += content[place] + 1
    return place + 1


_STRIPPERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/gif": _gif,
}
