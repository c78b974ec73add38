"""A stack of its own for a benchmark: embedded servers, API and gateway as processes, on ports below 32768."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from chorus.processes.secrets import ensure_secrets
from chorus.processes.settings import Settings
from chorus.stores import embedded, migrate

API_PORT, GATEWAY_PORT, GRPC_PORT = 18080, 18081, 18082
# One machine plays all customers and agents, so the limits per address and per tenant are raised for it alone.
OVERRIDES = {
    "SOCKETS_PER_ADDRESS": "20000",
    "SOCKETS_PER_TENANT": "10000",
    "SOCKETS_PER_PROCESS": "19000",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "warning",
    "PUBLIC_URL": f"http://127.0.0.1:{API_PORT}",
    "GATEWAY_PUBLIC_URL": f"ws://127.0.0.1:{GATEWAY_PORT}",
    "API_PORT": str(API_PORT),
    "GATEWAY_PORT": str(GATEWAY_PORT),
    "GRPC_ADDRESS": f"127.0.0.1:{GRPC_PORT}",
    "GATEWAY_METRICS_PORT": "18083",
    "WORKER_METRICS_PORT": "18084",
    "PRESENCE_METRICS_PORT": "18085",
}


@dataclass(slots=True)
class Stack:
    """The running processes by name, and the settings they share."""

    settings: Settings
    environment: dict[str, str]
    processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, name: str, *, cpu: int | None = None) -> None:
        """Start `chorus <name>`, on one core when told to."""
        pin = ["taskset", "-c", str(cpu)] if cpu is not None else []
        self.processes[name] = await asyncio.create_subprocess_exec(
            *pin, str(Path(sys.executable).parent / "chorus"), name, env=self.environment
        )

    async def end(self, name: str, number: int = signal.SIGTERM) -> None:
        """End it, and wait."""
        process = self.processes.pop(name)
        if process.returncode is None:
            process.send_signal(number)
            await process.wait()

    def memory_kib(self, name: str) -> int:
        """Resident memory of a process, from /proc."""
        status = Path(f"/proc/{self.processes[name].pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def cpu_seconds(self, name: str) -> float:
        """User and system time of a process so far."""
        fields = Path(f"/proc/{self.processes[name].pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def listening(port: int) -> None:
    """Wait until somebody listens."""
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            return


@asynccontextmanager
async def running() -> AsyncIterator[Stack]:
    """A migrated stack with API and gateway; ends with the context."""
    with TemporaryDirectory(prefix="chorus-load-") as folder:
        data = Path(folder)
        async with embedded.postgres(data) as postgres, embedded.valkey(data) as valkey:
            await asyncio.to_thread(migrate.upgrade, postgres.owner_url)
            secrets_dir = ensure_secrets(data)
            settings = {
                **OVERRIDES,
                "DATA_DIR": str(data),
                "DATABASE_URL": postgres.app_url,
                "REDIS_URL": valkey.url,
                "SECRETS_DIR": str(secrets_dir),
            }
            environment = {**os.environ, **{f"CHORUS_{name}": value for name, value in settings.items()}}
            os.environ.update(environment)
            stack = Stack(Settings.load(secrets_dir=secrets_dir), environment)
            try:
                await stack.start("api")
                await listening(GRPC_PORT)
                await stack.start("gateway")
                await listening(GATEWAY_PORT)
                yield stack
            finally:
                for name in list(stack.processes):
                    await stack.end(name)
