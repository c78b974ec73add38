"""ZIP files and the office documents that are ZIP files: which one it is, within bounds and without unpacking. Pure."""

import zipfile
from typing import BinaryIO

from chorus.core.file_kinds import FileKind

ENTRIES_MAX = 5_000
DIRECTORY_MAX = 2 << 20
UNPACKED_MAX = 500 << 20
RATIO_MAX = 200
# Below this, a high ratio is a small file of equal letters and no bomb.
SMALL = 10 << 20
TYPES_MAX = 1 << 20
END = b"PK\x05\x06"
TAIL = 65_557

_OFFICE = {
    b"wordprocessingml.document.main+xml": FileKind.DOCX,
    b"spreadsheetml.sheet.main+xml": FileKind.XLSX,
    b"presentationml.presentation.main+xml": FileKind.PPTX,
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": FileKind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ODS,
    b"application/vnd.oasis.opendocument.presentation": FileKind.ODP,
}
_MACROS = ("vbaproject.bin", "vbadata.xml")
# What a system runs when it is opened.
_RUNNABLE = """exe com scr bat cmd pif msi msp msix appx cpl hta js jse vbs vbe wsf wsh ps1 psm1 jar lnk url reg scf inf
dll sys app dmg pkg deb rpm apk iso img chm gadget sh command desktop xll"""
RUNNABLE = frozenset(_RUNNABLE.split())


class BadArchive(Exception):
    """The archive cannot be accepted; the message says why."""


def archive_kind(file: BinaryIO) -> FileKind:
    """Return the type of a ZIP-based file.

    Raises:
        BadArchive: If the archive is damaged or not acceptable.
    """
    _require_small_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _require_sound(entries)
            return _office(archive, entries) or FileKind.ZIP
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        EOFError,
    ) as error:
        raise BadArchive("It is damaged.") from error


def _require_small_directory(file: BinaryIO) -> None:
    """Check the directory's size in the end record before reading the directory.

    Raises:
        BadArchive: If the archive is damaged or not acceptable.
    """
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    place = tail.rfind(END)
    if place < 0 or len(tail) - place < 22:
        raise BadArchive("It is damaged.")
    entries = int.from_bytes(tail[place + 10 : place + 12], "little")
    length = int.from_bytes(tail[place + 12 : place + 16], "little")
    if entries > ENTRIES_MAX or length > DIRECTORY_MAX:
        raise BadArchive(f"It has more than {ENTRIES_MAX:,} files inside.")


def _require_sound(entries: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if unpacked > UNPACKED_MAX or (unpacked > SMALL and unpacked > packed * RATIO_MAX):
        raise BadArchive("It would take too much space when it is unpacked.")
    for one in entries:
        steps = one.filename.replace("\\", "/").split("/")
        if ".." in steps or one.filename.startswith(("/", "\\")) or ":" in one.filename[:3]:
            raise BadArchive("It has a file that would be unpacked elsewhere.")
        if steps[-1].rpartition(".")[2].lower() in RUNNABLE and "." in steps[-1]:
            raise BadArchive("It has a program inside.")


def _office(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> FileKind | None:
    names = {one.filename: one for one in entries}
    if any(name.rpartition("/")[2].lower() in _MACROS for name in names):
        raise BadArchive("It has macros inside. Save it without macros.")
    types = names.get("[Content_Types].xml")
    if types is not None:
        text = _beginning(archive, types)
        if b"macroEnabled" in text:
            raise BadArchive("It has macros inside. Save it without macros.")
        return next((kind for mark, kind in _OFFICE.items() if mark in text), None)
    if entries and entries[0].filename == "mimetype":
        return _OPEN_DOCUMENT.get(_beginning(archive, entries[0]).strip())
    return None


def _beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as opened:
        return opened.read(TYPES_MAX)
