"""A whole Chorus as in production: each part a process of its own, settings by environment, logs in files."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TypeVar

import httpx2
import pytest

from chorus.cli.demo.people import USERS
from chorus.cli.demo.seed import DEMO_INBOX
from chorus.cli.local_secrets import ensure_secrets
from chorus.stores import embedded
from tests.ports import free_port

CHORUS = str(Path(sys.executable).with_name("chorus"))
CLIENTS = Path(__file__).parents[3] / "clients"
PATIENCE = 30.0
START_SECONDS = 90.0
PROCESSES = ("api", "worker", "presence", "gateway")


T = TypeVar("T")
# Tokens, addresses, passwords and words of the tests' people. No process may write one of them into its log.
NEVER_LOGGED: set[str] = {user.email for user in USERS} | {user.password for user in USERS}


class NeverHappened(AssertionError):
    """A condition did not come true in time."""


async def until(ask: Callable[[], Awaitable[T]], what: str, seconds: float = PATIENCE) -> T:
    """The first answer that is true; no test sleeps for a fixed time."""
    ends = monotonic() + seconds
    while not (found := await ask()):
        if monotonic() > ends:
            raise NeverHappened(what)
        await asyncio.sleep(0.02)
    return found


@dataclass
class Stack:
    """The running processes, and what one needs to reach and to disturb them."""

    directory: Path
    environment: dict[str, str]
    api_port: int
    gateway_port: int
    metrics_ports: dict[str, int]
    processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    inbox_id: str = str(DEMO_INBOX)
    command: tuple[str, ...] = (CHORUS,)
    log_ins: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the API, the console and the demo shop are."""
        return f"http://127.0.0.1:{self.api_port}"

    async def run(self, *arguments: str) -> None:
        """A command of `chorus` that ends by itself."""
        process = await self._spawn(arguments[0], *arguments)
        assert await process.wait() == 0, self.log(arguments[0])

    async def start(self, name: str) -> None:
        """Start a process and wait until it serves."""
        process = self.processes[name] = await self._spawn(name, name)

        async def serves() -> bool:
            assert process.returncode is None, f"{name} ended\n{self.log(name)}"
            return await self._serves(name)

        try:
            await until(serves, f"{name} is ready", seconds=START_SECONDS)
        except NeverHappened as error:
            raise NeverHappened(f"{error}\n{self.log(name)}") from error

    async def kill(self, name: str) -> None:
        """As a crash would: it can say no goodbye."""
        await self._end(self.processes.pop(name), signal.SIGKILL)

    async def stop(self, name: str) -> None:
        """As an operator would; it has ten seconds."""
        await self._end(self.processes.pop(name), signal.SIGTERM)

    async def end(self) -> None:
        """Stop what is left, the gateway first."""
        for name in reversed(list(self.processes)):
            await self.stop(name)

    def log(self, name: str) -> str:
        """What a process has written."""
        path = self.log_directory / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def leaks(self) -> dict[str, set[str]]:
        """What should not be in the logs of our own processes, and is."""
        found = {name: {secret for secret in NEVER_LOGGED if secret in self.log(name)} for name in PROCESSES}
        return {name: secrets for name, secrets in found.items() if secrets}

    @property
    def log_directory(self) -> Path:
        """A file for each process."""
        return self.directory / "logs"

    async def _spawn(self, name: str, *arguments: str) -> asyncio.subprocess.Process:
        self.log_directory.mkdir(exist_ok=True)
        with (self.log_directory / f"{name}.log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *self.command, *arguments, env=self.environment, cwd=self.directory, stdout=log, stderr=log
            )

    async def _serves(self, name: str) -> bool:
        if name == "api":
            return await _answers(f"{self.url}/ready")
        return await _listens(self.gateway_port if name == "gateway" else self.metrics_ports[name])

    async def _end(self, process: asyncio.subprocess.Process, number: int) -> None:
        if process.returncode is None:
            process.send_signal(number)
        try:
            async with asyncio.timeout(10):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def _answers(url: str) -> bool:
    try:
        async with httpx2.AsyncClient() as http:
            return (await http.get(url)).status_code == 200
    except httpx2.TransportError:
        return False


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


def settings(directory: Path, postgres: embedded.Postgres, valkey: embedded.Valkey) -> dict[str, str]:
    """What an operator would set, besides ports."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CHORUS_")}
    return inherited | {
        "CHORUS_DATA_DIR": str(directory),
        "CHORUS_SECRETS_DIR": str(ensure_secrets(directory)),
        "CHORUS_DATABASE_URL": postgres.app_url,
        "CHORUS_DATABASE_OWNER_URL": postgres.owner_url,
        "CHORUS_REDIS_URL": valkey.url,
        "CHORUS_LOG_FORMAT": "json",
        "CHORUS_LOG_LEVEL": "debug",
        "CHORUS_DRAIN_SECONDS": "1",
        # Every person of the tests has the same address.
        "CHORUS_SOCKETS_PER_ADDRESS": "1000",
        "CHORUS_LOGIN_LIMIT_PER_ADDRESS": "1000/5m",
        "CHORUS_LOGIN_LIMIT_PER_USER": "1000/5m",
        "CHORUS_START_LIMIT_PER_ADDRESS": "1000/1m",
        "CHORUS_REQUEST_LIMIT_PER_ADDRESS": "1000000/5m",
        "CHORUS_REQUEST_LIMIT_PER_ACTOR": "1000000/5m",
    }


def ports(environment: dict[str, str]) -> dict[str, int]:
    """Free ports for all that listens, added to the environment."""
    found = {name: free_port() for name in ("api", "gateway", "grpc", *(f"{name}_metrics" for name in PROCESSES))}
    environment |= {
        "CHORUS_API_PORT": str(found["api"]),
        "CHORUS_GATEWAY_PORT": str(found["gateway"]),
        "CHORUS_GRPC_ADDRESS": f"127.0.0.1:{found['grpc']}",
        **{f"CHORUS_{name.upper()}_METRICS_PORT": str(found[f"{name}_metrics"]) for name in PROCESSES},
        "CHORUS_PUBLIC_URL": f"http://127.0.0.1:{found['api']}",
        "CHORUS_GATEWAY_PUBLIC_URL": f"ws://127.0.0.1:{found['gateway']}",
    }
    return found


@asynccontextmanager
async def started(
    directory: Path,
    *,
    commands: Sequence[str] = ("migrate",),
    chorus: tuple[str, ...] = (CHORUS,),
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[Stack]:
    """Servers, then these commands, then every process; `chorus` is how it is called, of another version perhaps."""
    async with AsyncExitStack() as exits:
        postgres = await exits.enter_async_context(embedded.postgres(directory, is_durable=False))
        valkey = await exits.enter_async_context(embedded.valkey(directory))
        environment = settings(directory, postgres, valkey) | dict(more or {})
        found = ports(environment)
        running = Stack(
            directory,
            environment,
            api_port=found["api"],
            gateway_port=found["gateway"],
            metrics_ports={name: found[f"{name}_metrics"] for name in PROCESSES},
            log_ins={user.name.split()[0].lower(): (user.email, user.password) for user in USERS},
            command=chorus,
        )
        exits.push_async_callback(running.end)
        for name in commands:
            await running.run(name)
        async with asyncio.TaskGroup() as starting:
            for name in PROCESSES:
                starting.create_task(running.start(name))
        yield running


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> AsyncIterator[Stack]:
    """One stack for all proofs: people of the demo tenant work in it, and each test makes customers of its own."""
    directory = tmp_path_factory.mktemp("stack")
    async with started(directory, commands=("migrate", "demo")) as running:
        yield running
        await running.end()
        leaks = running.leaks()
        if request.session.testsfailed or leaks:
            # By worker, because several may have a stack.
            kept = request.config.rootpath / "test-results" / "logs" / os.environ.get("PYTEST_XDIST_WORKER", "")
            shutil.copytree(running.log_directory, kept, dirs_exist_ok=True)
        assert leaks == {}
