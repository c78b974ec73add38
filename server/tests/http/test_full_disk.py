"""While the disk is full nobody writes over HTTP, and everybody reads."""

from pathlib import Path

import pytest

from chorus.core.actor import Actor
from chorus.stores.disk import Disk
from chorus.stores.postgres.database import Database
from tests.app import App, code_of


class Space:
    """How much room a disk has, as the test says."""

    free = 2**40

    def __call__(self, folder: Path) -> int:
        """Return the free bytes."""
        return self.free


@pytest.fixture
def space(database: Database, tmp_path: Path) -> Space:
    """The room on the database's disk."""
    space = Space()
    database.disk = Disk(tmp_path, space)
    return space


async def test_who_writes_is_told_when_to_come_back_and_who_reads_is_served(app: App, space: Space, ada: Actor) -> None:
    space.free = 0
    app.database.disk.look()
    refused = await app.post("/v1/labels", ada, json={"name": "late"})
    read = await app.get("/v1/labels", ada)
    space.free = 2**40
    app.database.disk.look()
    written = await app.post("/v1/labels", ada, json={"name": "late"})

    assert (refused.status_code, code_of(refused)) == (503, "storage.full")
    assert refused.headers["retry-after"] == "10"
    assert read.status_code == 200
    assert written.status_code in {200, 201, 403}  # who may is another matter


async def test_ready_says_that_the_disk_is_full(app: App, space: Space) -> None:
    before = await app.get("/ready")
    space.free = 0
    app.database.disk.look()
    full = await app.get("/ready")

    assert before.json() == {"status": "ready", "parts": {"database": "ok", "redis": "ok"}}
    assert full.status_code == 200
    assert full.json() == {"status": "degraded", "parts": {"database": "ok", "redis": "ok", "disk": "full"}}
