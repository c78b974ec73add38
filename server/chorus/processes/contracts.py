"""Write `contracts/` from the code: what is committed there is what the server speaks. CI fails when it is not."""

import json
import sys
from pathlib import Path

import yaml

from chorus.processes.api import build_app
from chorus.processes.asyncapi import document

CONTRACTS = Path(__file__).parents[3] / "contracts"


def rendered() -> dict[str, str]:
    """The files and their text."""
    openapi = build_app().openapi()
    return {
        "openapi.json": json.dumps(openapi, indent=2, ensure_ascii=False, sort_keys=False) + "\n",
        "asyncapi.yaml": yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=120),
    }


def main() -> int:
    """Write them; with `--check` only compare, and say which are stale."""
    is_check = "--check" in sys.argv[1:]
    stale = []
    for name, text in rendered().items():
        path = CONTRACTS / name
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if not is_check:
            path.write_text(text)
    if is_check and stale:
        sys.stderr.write(f"Stale: {', '.join(stale)}. Run `make gen` and commit what it writes.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
