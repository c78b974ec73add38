"""An in-memory disk that is small enough to fill."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

MIB = 512


def may_mount() -> bool:
    """Return whether this user may mount one."""
    return sys.platform.startswith("linux") and os.geteuid() == 0


def require_small(folder: Path) -> None:
    """Raise `RuntimeError` unless `folder` is a small disk of its own: no other may be filled."""
    if not folder.is_mount() or shutil.disk_usage(folder).total > MIB * 2**20:
        raise RuntimeError(f"{folder} is no small disk of its own, so it is not filled")


@contextmanager
def small_disk() -> Iterator[Path]:
    """Mount the disk as long as the context."""
    with TemporaryDirectory(prefix="chorus-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MIB}m,mode=0755", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
