"""The identity of the embedded PostgreSQL, which refuses to run as root."""

import asyncio
import os
import pwd
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from chorus.stores.embedded.errors import RootRefused

LAUNCHER = Path(__file__).with_name("launcher.py")
REFUSED = (
    "PostgreSQL does not run as root, this machine forbids user namespaces, and {reason}."
    " Start Chorus as a normal user, or set CHORUS_DATABASE_URL to a PostgreSQL server."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """How the launcher is told: `self`, `namespace`, or `uid:gid`."""

    name: str

    def give(self, path: Path) -> None:
        """Change a directory's owner to this identity."""
        if ":" in self.name:
            uid, gid = self.name.split(":")
            os.chown(path, int(uid), int(gid))


SELF = Identity("self")
NAMESPACE = Identity("namespace")


def launch(identity: Identity, death_signal: int, command: list[str]) -> list[str]:
    """Build the command line that runs a command under an identity and dies with this process."""
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER)]
    return [*launcher, str(os.getpid()), str(int(death_signal)), identity.name, "--", *command]


async def choose(data_dir: Path) -> Identity:
    """Choose the identity: our own unless root; then a user namespace, or else `nobody`."""
    if os.geteuid() != 0:
        return SELF
    if sys.platform.startswith("linux") and await _works(NAMESPACE):
        return NAMESPACE
    return nobody(data_dir)


async def _works(identity: Identity) -> bool:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *launch(identity, 9, ["/bin/true"]), stdin=quiet, stdout=quiet, stderr=quiet
    )
    return await process.wait() == 0


def nobody(data_dir: Path) -> Identity:
    """Return the account `nobody`, if it can enter the data directory.

    Raises:
        RootRefused: If root cannot run PostgreSQL under another identity here.
    """
    account = pwd.getpwnam("nobody")
    closed = next((parent for parent in data_dir.parents if not parent.stat().st_mode & 0o001), None)
    if closed is not None:
        raise RootRefused(REFUSED.format(reason=f"the account 'nobody' cannot enter {closed}"))
    data_dir.chmod(0o711)
    return Identity(f"{account.pw_uid}:{account.pw_gid}")


def readable_binaries(installed: Path, data_dir: Path, identity: Identity) -> Path:
    """Return the PostgreSQL installation, copied into the data directory if `nobody` cannot read it in place."""
    is_open = all(parent.stat().st_mode & 0o005 == 0o005 for parent in (installed, *installed.parents))
    if ":" not in identity.name or is_open:
        return installed
    package = installed.parent
    target = data_dir / "programs"
    if not (target / package.name / installed.name).exists():
        # The libraries sit beside the package, and are found relative to it.
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, target / folder.name, dirs_exist_ok=True)
        for path in (target, *target.rglob("*")):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044 | path.stat().st_mode >> 3 & 0o011))
    return target / package.name / installed.name
