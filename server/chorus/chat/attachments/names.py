"""File names: what a person may see and a disk may hold, with the ending that the content deserves. Pure."""

import re
import unicodedata
from urllib.parse import quote

from chorus.core.file_kinds import KINDS, kind_of

NAME_MAX = 120
SHOWN_MAX = 80
# Devices of Windows: a file of such a name cannot be opened there, whatever its ending.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"|?*;%]')


def safe_name(name: str, media_type: str) -> str:
    """Return the last part of the name without control or special characters.

    A text file named `run.bat` gets the suffix .txt.
    """
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    # Categories C*: controls, and the format characters that turn `gpj.exe` round.
    visible = "".join(letter for letter in plain if not unicodedata.category(letter).startswith("C"))
    cleaned = " ".join(FORBIDDEN.sub("_", visible).split()).strip(". ")
    if RESERVED.fullmatch(cleaned):
        cleaned = f"_{cleaned}"
    return _with_ending(cleaned, KINDS[kind_of(media_type)].endings)


def shown_name(name: str) -> str:
    """Return a visible, shortened name for messages."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(letter for letter in plain if not unicodedata.category(letter).startswith("C"))
    return " ".join(visible.split())[:SHOWN_MAX]


def _with_ending(name: str, endings: tuple[str, ...]) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or ending.lower() not in endings or not stem:
        stem, ending = name, endings[0]
    # Bounded in bytes, which is what file systems count.
    room = NAME_MAX - len(ending) - 1
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{stem or 'file'}.{ending}"


def disposition(name: str) -> str:
    """Build a Content-Disposition header (RFC 6266) with an ASCII fallback and the UTF-8 name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w .()\-]", "_", plain).strip() or "file"
    plain = f"file{plain}" if plain.startswith(".") else plain
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
