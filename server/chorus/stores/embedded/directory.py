"""The data directory: ours alone, of a version we know, with room, and served by one process."""

import asyncio
import errno
import fcntl
import os
import pwd
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from chorus.stores.embedded.errors import (
    DataDirectoryInUse,
    DataDirectoryNotWritable,
    DataDirectoryTooNew,
    DiskFull,
    EmbeddedError,
)

FORMAT = 1
MINIMUM_FREE_BYTES = 256 * 1024 * 1024
SOCKET_PATH_BYTES = 100
TAKEOVER_SECONDS = 15.0


def prepare(data_dir: Path, *, minimum_free_bytes: int = MINIMUM_FREE_BYTES) -> Path:
    """Create the directory or check it; its absolute path.

    Raises:
        DiskFull: If the disk has too little space.
    """
    data_dir = data_dir.absolute()
    with readable_errors(data_dir):
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_format(data_dir)
        free = shutil.disk_usage(data_dir).free
    if free < minimum_free_bytes:
        raise DiskFull(
            f"The disk of {data_dir} has {free // 2**20} MB left; Chorus needs {minimum_free_bytes // 2**20} MB."
            " Free disk space, or set CHORUS_DATA_DIR to another disk."
        )
    return data_dir


def _check_format(data_dir: Path) -> None:
    marker = data_dir / "format"
    found = marker.read_text().strip() if marker.exists() else None
    if found is None:
        marker.write_text(f"{FORMAT}\n")
    elif not found.isdigit() or int(found) > FORMAT:
        raise DataDirectoryTooNew(
            f"{data_dir} was written by a newer version of Chorus (format {found}; this one knows {FORMAT})."
            " Start that version, or set CHORUS_DATA_DIR to another directory."
        )


@contextmanager
def readable_errors(data_dir: Path) -> Iterator[None]:
    """Turn what the operating system refuses into what to do about it."""  # noqa: DOC501 - a function builds the error
    try:
        yield
    except OSError as error:
        raise explain(error, data_dir) from error


def explain(error: OSError, data_dir: Path) -> EmbeddedError:
    """Return the readable error for an operating system's refusal."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(f"The disk of {data_dir} is full. Free disk space and start again.")
    return DataDirectoryNotWritable(
        f"{data_dir} cannot be used: {error.strerror}. Change its owner, or set CHORUS_DATA_DIR to another directory."
    )


@asynccontextmanager
async def lock(path: Path) -> AsyncIterator[int]:
    """Hold a directory's lock; yields its file descriptor.

    The server inherits the descriptor, so the lock outlives a parent that was killed until its server is gone too:
    two servers never write the same files.
    """
    with readable_errors(path.parent):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        await _take_lock(descriptor, path)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def holder(path: Path) -> int | None:
    """Return the process that holds a directory's lock, or None."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        if _is_taken(descriptor):
            return None
        pid = os.pread(descriptor, 20, 0).decode()
        return int(pid) if pid.isdigit() else None
    finally:
        os.close(descriptor)


async def _take_lock(descriptor: int, path: Path) -> None:
    deadline = time.monotonic() + TAKEOVER_SECONDS
    while not _is_taken(descriptor):
        holder = os.pread(descriptor, 20, 0).decode()
        if _is_alive(holder) or time.monotonic() > deadline:
            raise DataDirectoryInUse(
                f"{path.parent} is in use by process {holder}. Stop it first, or set CHORUS_DATA_DIR."
            )
        await asyncio.sleep(0.02)


def _is_taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def socket_path(data_dir: Path, name: str) -> Path:
    """Return a server's socket path: in the data directory, or in /tmp if that path would be too long."""
    path = data_dir / "run" / name
    if len(os.fsencode(path)) > SOCKET_PATH_BYTES:
        path = Path("/tmp") / f"chorus-{sha256(os.fsencode(data_dir)).hexdigest()[:12]}" / name  # noqa: S108 - see below
    return path


@contextmanager
def socket_directory(data_dir: Path, name: str) -> Iterator[Path]:
    """Provide a server's socket directory: created, checked, and removed after the last server.

    Raises:
        DataDirectoryNotWritable: If the directory cannot be written or is accessible to others.
    """
    directory = socket_path(data_dir, name).parent
    with readable_errors(directory):
        directory.mkdir(mode=0o700, exist_ok=True)
        found = directory.lstat()
    # /tmp is everybody's: somebody else may have made the name first.
    if directory.is_symlink() or found.st_uid not in {os.geteuid(), _nobody()} or found.st_mode & 0o077:
        raise DataDirectoryNotWritable(f"{directory} belongs to another user or is accessible to others. Remove it.")
    try:
        yield directory
    finally:
        with suppress(OSError):
            directory.rmdir()


def _nobody() -> int:
    return pwd.getpwnam("nobody").pw_uid
