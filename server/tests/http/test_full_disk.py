"""While the disk is full nobody writes over HTTP, and everybody reads."""

from pathlib import Path
from types import SimpleNamespace

import httpx2
from fastapi import FastAPI

from chorus.core.actor import Actor
from chorus.http.health import router as health
from chorus.stores.disk import Disk
from chorus.stores.postgres.database import Database
from tests.chat.desk import code_of, open_desk


class Filling:
    """A disk with as much room as the test says."""

    free = 2**40

    def __call__(self, folder: Path) -> int:
        """What is free."""
        return self.free


async def test_who_writes_is_told_when_to_come_back_and_who_reads_is_served(
    database: Database, tmp_path: Path, ada: Actor
) -> None:
    room = Filling()
    database.disk = Disk(tmp_path, room)
    async with open_desk(database, tmp_path) as desk:
        room.free = 0
        database.disk.look()
        refused = await desk.ask("POST", "/v1/labels", ada, json={"name": "late"})
        read = await desk.get("/v1/labels", ada)
        room.free = 2**40
        database.disk.look()
        written = await desk.ask("POST", "/v1/labels", ada, json={"name": "late"})

    assert (refused.status_code, code_of(refused)) == (503, "storage.full")
    assert refused.headers["retry-after"] == "10"
    assert read.status_code == 200
    assert written.status_code in {200, 201, 403}  # who may is another matter


async def test_ready_says_that_the_disk_is_full(database: Database, tmp_path: Path) -> None:
    app, room = FastAPI(), Filling()
    database.disk = Disk(tmp_path, room)
    app.include_router(health)
    app.state.services = SimpleNamespace(database=database, bus=SimpleNamespace(is_healthy=True))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://chorus") as client:
        before = await client.get("/ready")
        room.free = 0
        database.disk.look()
        full = await client.get("/ready")

    assert before.json() == {"status": "ready", "parts": {"database": "ok", "redis": "ok"}}
    assert full.status_code == 200
    assert full.json() == {"status": "degraded", "parts": {"database": "ok", "redis": "ok", "disk": "full"}}
