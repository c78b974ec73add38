"""Width and height from an image's header, without decoding it: a bomb is measured, not set off. Pure."""

import struct
from typing import BinaryIO

Size = tuple[int, int]
SEGMENTS_MAX = 1_000
# Start of frame: all but 0xC4 (Huffman tables), 0xC8 (reserved) and 0xCC (arithmetic coding).
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_ALONE = frozenset(range(0xD0, 0xD8)) | {0x01}


class NotAnImage(Exception):
    """The header promises an image that the rest does not keep."""


def png_size(file: BinaryIO) -> Size:
    """Read the size from IHDR, the first chunk. IEND must be the last one.

    Raises:
        NotAnImage: If the file is not such an image.
    """
    head = _read(file, 0, 26)
    if head[12:16] != b"IHDR":
        raise NotAnImage
    width, height = struct.unpack(">II", head[16:24])
    file.seek(0, 2)
    if file.tell() < 57 or _read(file, file.tell() - 12, 12)[:8] != b"\0\0\0\0IEND":
        raise NotAnImage
    return _positive(width, height)


def gif_size(file: BinaryIO) -> Size:
    """Read the logical screen size. The file must end with a trailer byte.

    Raises:
        NotAnImage: If the file is not such an image.
    """
    width, height = struct.unpack("<HH", _read(file, 6, 4))
    file.seek(0, 2)
    if _read(file, max(0, file.tell() - 16), 16).rstrip(b"\0")[-1:] != b";":
        raise NotAnImage
    return _positive(width, height)


def webp_size(file: BinaryIO) -> Size:
    """Read the size of a lossy, lossless or extended WebP. The RIFF header states the length of the file.

    Raises:
        NotAnImage: If the file is not such an image.
    """
    head = _read(file, 0, 30)
    file.seek(0, 2)
    if head[8:12] != b"WEBP" or not 0 <= file.tell() - int.from_bytes(head[4:8], "little") - 8 <= 1:
        raise NotAnImage
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return _positive(width & 0x3FFF, height & 0x3FFF)
    raise NotAnImage


def jpeg_size(file: BinaryIO) -> Size:
    """Walk the segments to the first frame. The end is not checked: cameras put things behind it.

    Raises:
        NotAnImage: If the file is not such an image.
    """
    place = 2
    for _ in range(SEGMENTS_MAX):
        marker = _read(file, place, 4)
        if marker[0] != 0xFF:
            raise NotAnImage
        if marker[1] == 0xFF:  # padding
            place += 1
        elif marker[1] in JPEG_ALONE:
            place += 2
        elif marker[1] in JPEG_FRAMES:
            height, width = struct.unpack(">HH", _read(file, place + 5, 4))
            return _positive(width, height)
        else:
            length = int.from_bytes(marker[2:4], "big")
            if length < 2:
                raise NotAnImage
            place += 2 + length
    raise NotAnImage


def _positive(width: int, height: int) -> Size:
    if width == 0 or height == 0:
        raise NotAnImage
    return width, height


def _read(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    data = file.read(length)
    if len(data) < length:
        raise NotAnImage
    return data
