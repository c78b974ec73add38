"""The secrets of a machine of one's own: made once, kept in files that nobody else can read."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from chorus.identity.tokens.keys import new_key_pem

MAKERS: dict[str, Callable[[], str]] = {
    "chorus_agent_signing_key": new_key_pem,
    "chorus_customer_signing_key": new_key_pem,
    "chorus_secret_key": lambda: secrets.token_urlsafe(48),
}


def ensure_secrets(data_dir: Path) -> Path:
    """Ensure that the directory has every secret. Existing ones are unchanged."""
    directory = data_dir / "secrets"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        path = directory / name
        if not path.exists():
            _write(path, make())
    return directory


def _write(path: Path, content: str) -> None:
    # Complete or absent: a secret cut short by a full disk would be believed at the next start.
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
    unfinished.rename(path)


def exposed_secrets(directory: Path) -> list[Path]:
    """Return secret files that other users of this machine can read."""
    return [path for path in (directory, *directory.glob("*")) if path.exists() and path.stat().st_mode & 0o077]
