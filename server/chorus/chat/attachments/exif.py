"""The one thing of EXIF that a picture needs to be seen the right way up: its orientation (tag 0x0112). Pure."""

import struct

ORIENTATION = 0x0112
ENTRIES_MAX = 1_000


def orientation_of(tiff: bytes) -> int:
    """Return the orientation from 1, upright, to 8; 1 if it is unreadable."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for place in range(start + 2, start + 2 + 12 * min(count, ENTRIES_MAX), 12):
            tag, kind = struct.unpack_from(f"{order}HH", tiff, place)
            if tag == ORIENTATION and kind == 3:
                (value,) = struct.unpack_from(f"{order}H", tiff, place + 8)
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def tiff_with(orientation: int) -> bytes:
    """Build an EXIF block that contains only the orientation."""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, ORIENTATION, 3, 1, orientation, 0, 0)
