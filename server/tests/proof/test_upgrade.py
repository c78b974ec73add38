"""The version before this one goes on to serve while the schema is already this version's: expand, then contract."""

import asyncio
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chorus.stores.postgres import migrate
from chorus.stores.postgres.schema_version import SchemaState, state
from tests.proof import callers
from tests.proof.stack import Stack, started, until
from tests.proof.victim_data import CANARY, create_victim_data

ROOT = Path(__file__).parents[3]
# The version that runs somewhere, set anew with each release; `make check-upgrade FROM=v1.2` tries another.
PREVIOUS = os.environ.get("UPGRADE_FROM") or "556a22ead14f7ff5ffebc4cee242d2560193bf23"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def source_of(revision: str, folder: Path) -> Path:
    """The server as it was at a revision; skips where the history does not reach so far back."""
    git = ["git", "-C", str(ROOT)]
    if (
        shutil.which("git") is None
        or subprocess.run([*git, "cat-file", "-e", revision], check=False, capture_output=True).returncode
    ):
        pytest.skip(f"{revision[:12]} is not here: a source archive, or a shallow clone (git fetch --unshallow)")
    archive = subprocess.run(
        [*git, "archive", "--format=tar", revision, "server/chorus", "server/migrations", "server/pyproject.toml"],
        capture_output=True,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder / "server"


@pytest.fixture
async def earlier(tmp_path: Path) -> AsyncIterator[Stack]:
    """Every process of the version before, on a database that it has migrated itself."""
    server = source_of(PREVIOUS, tmp_path / "source")
    with (server / "pyproject.toml").open("rb") as settings:
        module, function = tomllib.load(settings)["project"]["scripts"]["chorus"].split(":")
    command = (sys.executable, "-c", f"from {module} import {function}; {function}()")
    async with started(tmp_path, chorus=command, more={"PYTHONPATH": str(server)}) as running:
        yield running


async def test_the_version_before_serves_on_the_schema_of_this_one(earlier: Stack) -> None:
    async with callers.http_to(earlier) as http:
        before = await create_victim_data(earlier, http, "Acme")
        line = await callers.connected(before.bao, before.bao.conversation_id)
        owner_url = earlier.environment["CHORUS_DATABASE_OWNER_URL"]
        await asyncio.to_thread(migrate.upgrade, owner_url)
        assert await asyncio.to_thread(state, owner_url) is SchemaState.CURRENT

        # The same people and the same connections, whose statements were prepared on the schema of before.
        await line.say("Are you still there?")
        kept = await before.snapshot()
        # And everything anew: log-in, messages, the queue, a brief by a job, files, labels, documents, keys.
        after = await create_victim_data(earlier, http, "Globex")
        await callers.connected(after.ada)
        assert await before.snapshot() == kept

        conversation = f"/v1/conversations/{after.bao.conversation_id}"
        await after.ada.call("PUT", f"{conversation}/labels", {"labels": [f"label {CANARY}"]})

        async def is_found() -> bool:
            hits = await after.ada.get(f"/v1/search?q={CANARY}")
            return bool(hits["items"])

        await until(is_found, "search finds what was written")
        for path in (f"/v1/customers?q={CANARY}", f"/v1/conversations?view=all&label=label%20{CANARY}"):
            assert (await after.ada.get(path))["items"], path
        await after.ada.post(f"{conversation}/close")
        await line.close()
    for name in earlier.processes:
        assert "Traceback" not in earlier.log(name), earlier.log(name)
