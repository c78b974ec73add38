"""How each compared server is started on one core, and what it has used so far."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from load.stack.stack import LOAD_SETTINGS, START_TIMEOUT_SECONDS, free_ports, wait_until

SERVER_CPU, CLIENT_CPU = 0, 1
ROOT = Path(__file__).parents[2]
GO_BINARY = ROOT / ".tools" / "peers" / "golang"
COMMANDS = {
    "ours": (sys.executable, "-m", "load.compare.ours"),
    "go": (str(GO_BINARY),),
    "fastapi": (sys.executable, "-m", "load.compare.fastapi_server"),
}
TITLES = {"ours": "ours", "go": "Go + gorilla/websocket", "fastapi": "FastAPI + Uvicorn"}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    port: int
    process: asyncio.subprocess.Process

    @property
    def url(self) -> str:
        """The WebSocket URL that clients connect to."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def memory_kib(self) -> int:
        """Resident memory in KiB, from /proc."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    @property
    def cpu_seconds(self) -> float:
        """User and system time of all threads so far, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(name: str, secrets: Path) -> AsyncIterator[Server]:
    """Run one server on the servers' core as long as the context."""
    (port,) = free_ports(1)
    own = ["--secrets", str(secrets)] if name == "ours" else []
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CHORUS_")}
    environment |= {f"CHORUS_{key}": value for key, value in LOAD_SETTINGS.items()} | {"GOMAXPROCS": "1"}
    process = await asyncio.create_subprocess_exec(
        "taskset", "-c", str(SERVER_CPU), *COMMANDS[name], "--port", str(port), *own, cwd=ROOT, env=environment
    )
    server = Server(name, port, process)
    try:
        await wait_until(
            lambda: process.returncode is not None or _listens(port), f"{name} listens", START_TIMEOUT_SECONDS
        )
        assert process.returncode is None, f"{name} ended with {process.returncode}"
        yield server
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


def core_seconds() -> float:
    """Return the seconds for which the servers' core has been busy, with any process."""
    row = next(row for row in Path("/proc/stat").read_text().splitlines() if row.startswith(f"cpu{SERVER_CPU} "))
    user, nice, system, _, _, irq, softirq, *_ = (int(ticks) for ticks in row.split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _listens(port: int) -> bool:
    # Read from /proc: a probing connection would be one more socket in the measurement.
    wanted = f":{port:04X}"
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[1].endswith(wanted) and row[3] == "0A" for row in rows)
