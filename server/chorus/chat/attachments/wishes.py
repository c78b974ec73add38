"""The tenant's file settings: accepted types, and whether photos keep their metadata."""

from dataclasses import dataclass

from chorus.core.file_kinds import DEFAULT, FileKind
from chorus.stores.postgres.database import Tx


@dataclass(frozen=True, slots=True)
class FileWishes:
    """The settings in force."""

    kinds: frozenset[FileKind] = DEFAULT
    keeps_photo_metadata: bool = False


async def wishes_of(tx: Tx) -> FileWishes:
    """Return the tenant's file settings; unreadable ones have their defaults."""
    settings = await tx.value("SELECT settings FROM tenants WHERE id = $1", tx.tenant_id)
    settings = settings if isinstance(settings, dict) else {}
    named = settings.get("attachmentKinds")
    kinds = frozenset(kind for kind in FileKind if kind in named) if isinstance(named, list) else DEFAULT
    return FileWishes(kinds, keeps_photo_metadata=settings.get("keepPhotoMetadata") is True)
