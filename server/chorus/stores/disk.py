"""Whether the disk of our data has room left. While it has none, nothing new is written, and reading goes on."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import asyncpg
import structlog

from chorus.core.errors import ChorusError, UnavailableError
from chorus.core.tasks import end

log = structlog.get_logger(__name__)

POLL_SECONDS = 1.0
RETRY_SECONDS = 10
# PostgreSQL dies when it cannot write its log, one segment of which has 16 MB: we stop before that.
FULL_BYTES = 48 * 1024**2
FREE_AGAIN_BYTES = 64 * 1024**2


class StorageFull(ChorusError):
    """The disk is full; nothing can be written until space is freed."""

    code, status = "storage.full", 503
    message = "The server's disk is full and nothing can be saved. Data saved earlier is safe. Try again later."
    retryable = True

    def __init__(self, text: str | None = None) -> None:
        super().__init__(text, retry_after_seconds=RETRY_SECONDS)


def free_bytes(folder: Path) -> int:
    """Return the free bytes available to us."""
    return shutil.disk_usage(folder).free


class Disk:
    """Looks once a second. Without a folder the data is elsewhere, and PostgreSQL tells when its disk is full."""

    def __init__(self, folder: Path | None, free: Callable[[Path], int] = free_bytes) -> None:
        self._folder = folder
        self._free = free
        self._watching: asyncio.Task[None] | None = None
        self.is_full = False

    def start(self) -> None:
        """Start checking."""
        if self._folder is not None:
            self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop checking."""
        await end(self._watching)

    def require_space(self) -> None:
        """Raise `StorageFull` when there is none.

        Raises:
            StorageFull: If the disk is full.
        """
        if self.is_full:
            raise StorageFull

    def look(self) -> None:
        """Check once. The thresholds for full and free differ, so that the state does not flap with every file."""
        if self._folder is None:
            return
        try:
            free = self._free(self._folder)
        except OSError:
            return
        was_full, self.is_full = self.is_full, free < (FREE_AGAIN_BYTES if self.is_full else FULL_BYTES)
        if self.is_full and not was_full:
            log.error("disk.full", folder=str(self._folder), free_mb=free // 2**20, until_mb=FREE_AGAIN_BYTES // 2**20)
        elif was_full and not self.is_full:
            log.warning("disk.has_space", folder=str(self._folder), free_mb=free // 2**20)

    async def _watch(self) -> None:
        while True:
            await asyncio.to_thread(self.look)  # a disk over the network may not answer
            await asyncio.sleep(POLL_SECONDS)


def refusal_of(error: BaseException, disk: Disk | None) -> ChorusError:
    """Convert a PostgreSQL failure: disk full, by its report or by our check, or unavailable."""
    if isinstance(error, asyncpg.DiskFullError) or (disk is not None and disk.is_full):
        return StorageFull()
    return UnavailableError(part="database", retry_after_seconds=1)
