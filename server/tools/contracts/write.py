"""Write the contracts from the code, and the code from the contracts. CI fails when what is committed is stale."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from chorus.processes.api import build_app
from chorus.stores.postgres import sources
from tools.contracts import exchange as exchange_contract
from tools.contracts import schema
from tools.contracts.asyncapi import document

ROOT = Path(__file__).parents[3]


def rendered() -> dict[Path, str]:
    """Render the generated files: the descriptions, and the code of contracts/exchange.proto."""
    openapi = build_app().openapi()
    with TemporaryDirectory() as passing:
        messages = exchange_contract.generate(Path(passing))
        return {
            sources.VERSION_FILE: sources.render_version(),
            ROOT / "contracts" / "schema.sql": schema.generate(),
            ROOT / "contracts" / "openapi.json": json.dumps(openapi, indent=2, ensure_ascii=False) + "\n",
            ROOT / "contracts" / "asyncapi.yaml": yaml.safe_dump(
                document(), sort_keys=False, allow_unicode=True, width=120
            ),
            **{ROOT / "server" / path.relative_to(passing): path.read_text() for path in messages},
        }


def main() -> int:
    """Write them; with `--check` only compare, and say which are stale."""
    is_check = "--check" in sys.argv[1:]
    stale = []
    for path, text in rendered().items():
        if path.exists() and path.read_text() == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if not is_check:
            path.write_text(text)
    if is_check and stale:
        sys.stderr.write(f"Stale: {', '.join(stale)}. Run `make gen` and commit what it writes.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
