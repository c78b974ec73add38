"""`chorus up`, with services that only say that they run."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from chorus.cli.up import DemoLogIn, Parts, until_signal, up
from chorus.processes.settings import Settings
from chorus.stores import embedded
from chorus.stores.embedded.errors import DataDirectoryInUse
from tests.stores.embedded.conftest import until


@dataclass(frozen=True)
class Person:
    email: str = "ada@acme.example"
    password: str = "ada's own"
    role: str = "agent"


class Stage:
    """The services: they note what they were given, and when they ran."""

    def __init__(self) -> None:
        self.running = asyncio.Event()
        self.settings: Settings | None = None

    async def run_all(self, settings: Settings, ready: Callable[[], None]) -> None:
        self.settings = settings
        ready()
        self.running.set()
        await asyncio.Event().wait()

    async def seed(self, settings: Settings) -> Sequence[DemoLogIn]:
        connection = await asyncpg.connect(settings.database_owner_url)
        try:
            assert await connection.fetchval("SELECT count(*) FROM tenants") == 0
        finally:
            await connection.close()
        return [Person()]

    def load(self) -> Parts:
        return Parts(self.run_all, self.seed)


async def test_everything_runs_and_says_where(
    free_ports: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = Stage()
    task = asyncio.create_task(up(tmp_path / "data", stage.load))
    async with asyncio.timeout(60):
        await stage.running.wait()
    printed = capsys.readouterr().out
    assert "Chorus is ready after" in printed
    assert f"http://127.0.0.1:{os.environ['CHORUS_API_PORT']}/console/" in printed
    assert "ada@acme.example" in printed
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not embedded.postgres_socket(tmp_path / "data").is_there
    assert not embedded.valkey_socket(tmp_path / "data").is_there


async def test_production_gets_no_demo(
    free_ports: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    free_ports.setenv("CHORUS_ENVIRONMENT", "production")
    free_ports.setenv("CHORUS_PUBLIC_URL", "https://chat.acme.example")
    free_ports.setenv("CHORUS_GATEWAY_PUBLIC_URL", "wss://chat.acme.example")
    stage = Stage()
    task = asyncio.create_task(up(tmp_path / "data", stage.load))
    async with asyncio.timeout(60):
        await stage.running.wait()
    assert "ada@acme.example" not in capsys.readouterr().out
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_second_one_on_the_same_data_is_refused(free_ports: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stage = Stage()
    task = asyncio.create_task(up(tmp_path / "data", stage.load))
    async with asyncio.timeout(60):
        await stage.running.wait()
    with pytest.raises(DataDirectoryInUse):
        await up(tmp_path / "data", stage.load)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_services_that_fail_end_it(free_ports: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def break_down(settings: Settings, ready: Callable[[], None]) -> None:
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError, match="gone"):
        await up(tmp_path / "data", lambda: Parts(break_down, None))
    assert not embedded.postgres_socket(tmp_path / "data").is_there


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_signal_lets_the_work_clean_up(number: signal.Signals) -> None:
    steps: list[str] = []

    async def work() -> None:
        steps.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            steps.append("cleaned up")

    task = asyncio.create_task(until_signal(work()))
    await until(lambda: steps == ["begun"])
    os.kill(os.getpid(), number)
    await task
    assert steps == ["begun", "cleaned up"]
