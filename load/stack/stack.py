"""A stack for a benchmark or a scenario: embedded servers, and any number of API and gateway processes.

With `is_fragile` every connection goes through a fault proxy.
"""

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from chorus.cli.local_secrets import ensure_secrets
from chorus.processes.settings import Settings
from chorus.stores import embedded
from chorus.stores.embedded.postgres_server import SOCKET_NAME, PostgresSocket
from chorus.stores.postgres import migrate
from load.faults.fault_proxy import Address, FaultProxy, fault_proxy

# Below the ephemeral ports, which a test of 10,000 sockets fills, and below those of the tests (server/tests/ports.py).
PORTS = range(12_000, 20_000)
START_TIMEOUT_SECONDS = 60.0
STOP_TIMEOUT_SECONDS = 30.0
# One machine plays all customers and agents of a tenant, so the limits are raised.
LOAD_SETTINGS = {
    "SOCKETS_PER_ADDRESS": "20000",
    "SOCKETS_PER_TENANT": "10000",
    "SOCKETS_PER_PROCESS": "19000",
    "SOCKETS_PER_AGENT": "10000",
    "MESSAGE_RATE_PER_CUSTOMER": "10000/s+100000",
    "MESSAGE_RATE_PER_AGENT": "10000/s+100000",
    "MESSAGE_RATE_PER_TENANT": "100000/s+100000",
    "MESSAGE_RATE_PER_PROCESS": "100000/s+100000",
    "FRAME_RATE_PER_SOCKET": "20000/s+200000",
    "REQUEST_LIMIT_PER_ADDRESS": "10000000/5m",
    "REQUEST_LIMIT_PER_ACTOR": "10000000/5m",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "warning",
    "DRAIN_SECONDS": "2",
}


async def wait_until(ask: Callable[[], bool], what: str, seconds: float = START_TIMEOUT_SECONDS) -> float:
    """Poll until a condition holds and return the seconds it took. Raises `AssertionError`."""
    began = monotonic()
    while not ask():
        if monotonic() - began > seconds:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        await asyncio.sleep(0.01)
    return monotonic() - began


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    found: list[int] = []
    start = PORTS.start + os.getpid() * 37 % (len(PORTS) // 2)
    for port in range(start, PORTS.stop):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise AssertionError("there are no free ports")


@dataclass(slots=True)
class Redis:
    """The Redis of a stack, which can be stopped, erased and frozen."""

    data: Path
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)
    server: embedded.Valkey | None = None

    async def start(self) -> None:
        """Start it, with the data it had unless `erase_data` was called."""
        self.server = await self._running.enter_async_context(embedded.valkey(self.data))

    async def stop(self) -> None:
        """Stop it."""
        self.freeze(is_frozen=False)
        self.server = None
        await self._running.aclose()

    def erase_data(self) -> None:
        """Delete its data."""
        shutil.rmtree(self.data / "valkey", ignore_errors=True)

    def freeze(self, *, is_frozen: bool) -> None:
        """Suspend or resume it: while frozen it accepts connections and does not answer."""
        if self.server is not None:
            os.kill(self.server.supervisor.pid, signal.SIGSTOP if is_frozen else signal.SIGCONT)


@dataclass(slots=True)
class Stack:
    """The running processes, how to reach them and how to disturb them."""

    folder: Path
    environment: dict[str, str]
    settings: Settings
    postgres: embedded.Postgres
    redis: Redis
    ports: dict[str, int] = field(default_factory=dict)
    proxies: dict[str, FaultProxy] = field(default_factory=dict)
    processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    postgres_folder: Path | None = None

    @property
    def disk(self) -> Path:
        """The directory of PostgreSQL's data."""
        return self.postgres_folder or self.folder

    @property
    def gateways(self) -> list[str]:
        """The WebSocket URLs that clients connect to."""
        names = [name for name in self.ports if name.startswith("gateway")]
        return [f"ws://127.0.0.1:{self._client_port(name)}" for name in names]

    def _client_port(self, name: str) -> int:
        return self.proxies[name].port if name in self.proxies else self.ports[name]

    async def start(self, name: str, *, cpu: int | None = None) -> None:
        """Start `api-1`, `gateway-2`, `worker-1`, …, optionally pinned to one core. Returns when it listens."""
        role = name.partition("-")[0]
        listens_at = [self.ports[name if role in {"api", "gateway"} else f"metrics {name}"]]
        listens_at += [self.ports[f"rest {name}"]] if role == "api" else []
        pin = ["taskset", "-c", str(cpu)] if cpu is not None else []
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = await asyncio.create_subprocess_exec(
                *pin,
                str(Path(sys.executable).parent / "chorus"),
                role,
                env=self.environment | self._process_settings(name),
                stdout=log,
                stderr=log,
            )
        process, began = self.processes[name], monotonic()
        while not all([await _listens(port) for port in listens_at]):
            log_text = (self.folder / f"{name}.log").read_text()[-2_000:]
            assert process.returncode is None, f"{name} ended\n{log_text}"
            assert monotonic() - began < START_TIMEOUT_SECONDS, f"{name} does not listen\n{log_text}"
            await asyncio.sleep(0.02)

    def _process_settings(self, name: str) -> dict[str, str]:
        """Return the settings that differ from process to process."""
        role = name.partition("-")[0]
        own = {f"CHORUS_{role.upper()}_METRICS_PORT": str(self.ports[f"metrics {name}"])}
        if role == "api":
            own["CHORUS_API_PORT"] = str(self.ports[f"rest {name}"])
            own["CHORUS_GRPC_ADDRESS"] = f"127.0.0.1:{self.ports[name]}"
        if role == "gateway":
            found = [self._client_port(other) for other in self.ports if other.startswith("api")]
            own["CHORUS_GATEWAY_PORT"] = str(self.ports[name])
            own["CHORUS_GRPC_ADDRESS"] = "ipv4:" + ",".join(f"127.0.0.1:{port}" for port in found)
        return own

    async def stop(self, name: str, number: int = signal.SIGTERM) -> None:
        """Signal a process and wait for its end. Raises `AssertionError` when it does not end."""
        process = self.processes.pop(name)
        if process.returncode is None:
            process.send_signal(number)
        try:
            async with asyncio.timeout(STOP_TIMEOUT_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise AssertionError(f"{name} did not end within {STOP_TIMEOUT_SECONDS:g} s of signal {number}") from None

    async def replace(self, name: str) -> None:
        """Replace a process as a deploy does: stop it gracefully, then start a new one."""
        await self.stop(name)
        await self.start(name)

    def kill_postgres(self) -> None:
        """Kill PostgreSQL with SIGKILL; its supervisor restarts it and it recovers from its log."""
        pid = (self.disk / "postgres" / "postmaster.pid").read_text().split()[0]
        os.kill(int(pid), signal.SIGKILL)

    def exited(self) -> dict[str, str]:
        """Return the processes that ended on their own, with the end of their logs."""
        gone = [name for name, process in self.processes.items() if process.returncode is not None]
        return {name: self.log_tail(name) for name in gone}

    def log_tail(self, name: str) -> str:
        """Return the end of a process's log."""
        return (self.folder / f"{name}.log").read_text()[-4_000:]

    def memory_kib(self, name: str) -> int:
        """Return the resident memory of a process, from /proc."""
        status = Path(f"/proc/{self.processes[name].pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def cpu_seconds(self, name: str) -> float:
        """Return the user and system time of a process so far."""
        fields = Path(f"/proc/{self.processes[name].pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self, name: str) -> int:
        """Return the number of open descriptors of a process."""
        return len(list(Path(f"/proc/{self.processes[name].pid}/fd").iterdir()))


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def running(
    *,
    apis: int = 1,
    gateways: int = 1,
    workers: int = 0,
    presences: int = 0,
    is_fragile: bool = False,
    disk: Path | None = None,
    **overrides: str,
) -> AsyncIterator[Stack]:
    """Run a migrated stack as long as the context. PostgreSQL keeps its data in `disk` when it is given."""
    async with AsyncExitStack() as exits:
        folder = Path(exits.enter_context(TemporaryDirectory(prefix="chorus-load-")))
        postgres = await exits.enter_async_context(embedded.postgres(disk or folder))
        redis = Redis(folder)
        await redis.start()
        exits.push_async_callback(redis.stop)
        await asyncio.to_thread(migrate.upgrade, postgres.owner_url)
        names = [f"api-{number}" for number in range(1, apis + 1)]
        names += [f"gateway-{number}" for number in range(1, gateways + 1)]
        names += [f"worker-{number}" for number in range(1, workers + 1)]
        names += [f"presence-{number}" for number in range(1, presences + 1)]
        ports = _ports(names)
        assert redis.server is not None
        urls = {"DATABASE_URL": postgres.app_url, "REDIS_URL": redis.server.url}
        proxies: dict[str, FaultProxy] = {}
        if is_fragile:
            proxies = await _start_proxies(exits, folder, postgres, redis.server, ports)
            urls = {"DATABASE_URL": _proxy_socket(folder).app_url, "REDIS_URL": f"unix://{proxies['redis'].path}"}
        given = {
            **LOAD_SETTINGS,
            **urls,
            "DATA_DIR": str(folder),
            "SECRETS_DIR": str(ensure_secrets(folder)),
            **overrides,
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CHORUS_")}
        environment |= {f"CHORUS_{name}": value for name, value in given.items()}
        settings = Settings.load(
            secrets_dir=Path(given["SECRETS_DIR"]),
            data_dir=folder,
            database_url=postgres.app_url,
            redis_url=urls["REDIS_URL"],
        )
        stack = Stack(folder, environment, settings, postgres, redis, ports, proxies, postgres_folder=disk)
        exits.push_async_callback(_stop_all, stack)
        async with asyncio.TaskGroup() as starting:
            for name in names:
                starting.create_task(stack.start(name))
        yield stack


def _ports(names: list[str]) -> dict[str, int]:
    wanted = [*names, *(f"metrics {name}" for name in names), *(f"rest {name}" for name in names)]
    return dict(zip(wanted, free_ports(len(wanted)), strict=True))


def _proxy_socket(folder: Path) -> PostgresSocket:
    """Return where the proxy for PostgreSQL listens: libpq requires the socket's usual name."""
    found = folder / "p"
    found.mkdir(exist_ok=True)
    return PostgresSocket(found)


async def _start_proxies(
    exits: AsyncExitStack, folder: Path, postgres: embedded.Postgres, redis: embedded.Valkey, ports: dict[str, int]
) -> dict[str, FaultProxy]:
    sockets = _proxy_socket(folder).directory
    proxies = {
        "postgres": fault_proxy(Address(path=str(postgres.directory / SOCKET_NAME)), path=str(sockets / SOCKET_NAME)),
        "redis": fault_proxy(Address(path=str(redis.path)), path=str(folder / "r")),
        **{
            name: fault_proxy(Address(port=port)) for name, port in ports.items() if name.startswith(("api", "gateway"))
        },
    }
    return {name: await exits.enter_async_context(proxy) for name, proxy in proxies.items()}


async def _stop_all(stack: Stack) -> None:
    # Gateways first: they drain, and their pending requests need an answer.
    for role in ("gateway", "presence", "worker", "api"):
        await asyncio.gather(*(stack.stop(name) for name in tuple(stack.processes) if name.startswith(role)))
