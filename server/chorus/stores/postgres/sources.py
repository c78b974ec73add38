"""The SQL functions of this version, one source each in `sql/`, and which of them a database has (sql/README.md).

Read without SQLAlchemy, so that a start stays light.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "sql"
# What only a database that Enkisys made gets.
ENKISYS = "enkisys/"
APPLIED = "SELECT version, files FROM sql_sources"
VERSION_FILE = FOLDER / "VERSION"
NUMBERED = re.compile(r"^(\d{1,9}) ([0-9a-f]{64})$", re.MULTILINE)
FUNCTION = re.compile(r"^CREATE OR REPLACE FUNCTION (\w{1,63}+)\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AppliedSources:
    """What a database has: the number of the sources, and the SHA-256 of each file that was run."""

    version: int = 0
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_enkisys(self) -> bool:
        """Whether the database got what only one that Enkisys made gets."""
        return any(name.startswith(ENKISYS) for name in self.files)

    @property
    def is_newer(self) -> bool:
        """Whether a later version of Chorus wrote them."""
        return self.version > version()

    @property
    def is_current(self) -> bool:
        """Whether they are exactly those of this version."""
        return self.version == version() and dict(self.files) == digests(texts(is_enkisys=self.is_enkisys))


def texts(*, is_enkisys: bool) -> dict[str, str]:
    """Return the files by name, in the order in which they are run."""
    paths = [*sorted(FOLDER.glob("*.sql")), *(sorted((FOLDER / ENKISYS).glob("*.sql")) if is_enkisys else ())]
    return {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def digests(files: Mapping[str, str]) -> dict[str, str]:
    """Return the SHA-256 of each file."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}


def function_names() -> list[str]:
    """List every function that the sources make."""
    return sorted({name for text in texts(is_enkisys=True).values() for name in FUNCTION.findall(text)})


def version() -> int:
    """Return the number of these sources. It grows with every change, so an older server never restores its own.

    Raises:
        ValueError: If the file holds no version.
    """
    numbered = NUMBERED.search(VERSION_FILE.read_text(encoding="utf-8"))
    if numbered is None:
        raise ValueError(f"{VERSION_FILE} holds no version: run `make gen`.")
    return int(numbered[1])


def render_version() -> str:
    """Render `VERSION`: the number that it has, or the next one where the sources have changed.

    Of several, as a merge leaves them between its markers, the highest counts.
    """
    names = digests(texts(is_enkisys=True))
    digest = hashlib.sha256("".join(f"{name} {names[name]}\n" for name in sorted(names)).encode()).hexdigest()
    said = VERSION_FILE.read_text(encoding="utf-8") if VERSION_FILE.exists() else ""
    number, known = max(((int(found[1]), found[2]) for found in NUMBERED.finditer(said)), default=(0, ""))
    return f"{number if digest == known else number + 1} {digest}\n"
