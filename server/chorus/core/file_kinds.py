"""The kinds of file that can be sent: what a tenant may choose from, and nothing that a browser or system would run."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """A kind by its usual ending."""

    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    TEXT = "text"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class About:
    """How a kind is called, and the endings of its files; the first is given where the name has none of them."""

    name: str
    media_type: str
    endings: tuple[str, ...]


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

KINDS: dict[FileKind, About] = {
    FileKind.PNG: About("PNG", "image/png", ("png", "apng")),
    FileKind.JPEG: About("JPEG", "image/jpeg", ("jpg", "jpeg", "jfif")),
    FileKind.GIF: About("GIF", "image/gif", ("gif",)),
    FileKind.WEBP: About("WebP", "image/webp", ("webp",)),
    FileKind.HEIC: About("HEIC", "image/heic", ("heic", "heif")),
    FileKind.PDF: About("PDF", "application/pdf", ("pdf",)),
    FileKind.TEXT: About("plain text", "text/plain", ("txt", "csv", "tsv", "log", "md", "json", "yaml", "yml")),
    FileKind.DOCX: About("Word (DOCX)", f"{_OPEN_XML}.wordprocessingml.document", ("docx",)),
    FileKind.XLSX: About("Excel (XLSX)", f"{_OPEN_XML}.spreadsheetml.sheet", ("xlsx",)),
    FileKind.PPTX: About("PowerPoint (PPTX)", f"{_OPEN_XML}.presentationml.presentation", ("pptx",)),
    FileKind.ODT: About("OpenDocument text (ODT)", f"{_OPEN_DOCUMENT}.text", ("odt",)),
    FileKind.ODS: About("OpenDocument spreadsheet (ODS)", f"{_OPEN_DOCUMENT}.spreadsheet", ("ods",)),
    FileKind.ODP: About("OpenDocument presentation (ODP)", f"{_OPEN_DOCUMENT}.presentation", ("odp",)),
    FileKind.ZIP: About("ZIP", "application/zip", ("zip",)),
}
# What can be sent until the tenant chooses: an archive may hold anything, so it is not among them.
DEFAULT = frozenset(FileKind) - {FileKind.ZIP}
BY_MEDIA_TYPE = {about.media_type: kind for kind, about in KINDS.items()}


def kind_of(media_type: str) -> FileKind:
    """Return the type for a media type, ignoring its charset."""
    return BY_MEDIA_TYPE[media_type.partition(";")[0]]


def listed(kinds: Iterable[FileKind]) -> str:
    """Join the names for a sentence."""
    chosen = set(kinds)
    names = [about.name for kind, about in KINDS.items() if kind in chosen]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "no files"
