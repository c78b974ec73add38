"""Starts a server as a child, restarts it when it crashes, stops it cleanly."""

import asyncio
import errno
import math
import os
import signal
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from chorus.stores.disk import free_bytes
from chorus.stores.embedded.directory import explain, readable_errors
from chorus.stores.embedded.errors import DiskFull, EmbeddedError, ServerFailed
from chorus.stores.embedded.identity import Identity, launch

READY_SECONDS = 60.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.01
CRASHES_ALLOWED = 5
CRASHES_WINDOW_SECONDS = 60.0
# A segment of PostgreSQL's log and what recovery writes.
START_BYTES = 32 * 1024**2
FIRST_PAUSE_SECONDS, PAUSE_MAX_SECONDS, TELL_SECONDS = 0.5, 5.0, 60.0
LOG_BYTES = 5 * 1024 * 1024

log = structlog.get_logger(__name__)


# What a server sees of our environment: nothing that could change how it behaves or where it listens.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Program:
    """A program to run. `is_ready` is polled until it is true; `lock` is the descriptor that the server inherits."""

    name: str
    command: list[str]
    identity: Identity
    data_dir: Path
    lock: int
    stop_signal: signal.Signals
    is_ready: Callable[[], Awaitable[bool]]

    @property
    def log_path(self) -> Path:
        """Where its output goes."""
        return self.data_dir / "logs" / f"{self.name.lower()}.log"


class Supervisor:
    """One running program. `failed` is done, with the reason, when it crashed too often to be started again."""

    def __init__(
        self,
        program: Program,
        *,
        stop_seconds: float = STOP_SECONDS,
        first_pause_seconds: float = FIRST_PAUSE_SECONDS,
        free_bytes: Callable[[Path], int] = free_bytes,
    ) -> None:
        self.program = program
        self.first_pause_seconds = first_pause_seconds
        self.free_bytes = free_bytes
        self._fault: EmbeddedError | None = None
        self.stop_seconds = stop_seconds
        self.failed: asyncio.Future[EmbeddedError] = asyncio.get_running_loop().create_future()
        self._process: asyncio.subprocess.Process | None = None
        self._watching: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The process to signal: the server, or the watcher in front of it.

        Raises:
            ServerFailed: If the program did not start.
        """
        if self._process is None:
            raise ServerFailed(f"{self.program.name} is not running.")
        return self._process.pid

    async def start(self) -> None:
        """Start, and wait until it answers."""
        with readable_errors(self.program.data_dir):
            _rotate(self.program.log_path)
        await self._launch()
        self._watching = asyncio.create_task(self._watch(), name=f"watch {self.program.name}")

    async def _launch(self) -> None:
        with self.program.log_path.open("ab") as output:
            size = output.tell()
            process = self._process = await asyncio.create_subprocess_exec(
                *launch(self.program.identity, self.program.stop_signal, self.program.command),
                env=ENVIRONMENT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(self.program.lock,),
            )
        deadline = time.monotonic() + READY_SECONDS
        while not await self.program.is_ready():
            if process.returncode is not None:
                raise failure(self.program.name, _written_since(self.program.log_path, size), self.program.data_dir)
            if time.monotonic() > deadline:
                await self._end(process)
                raise ServerFailed(f"{self.program.name} did not respond within {READY_SECONDS:.0f} s.")
            await asyncio.sleep(POLL_SECONDS)

    async def _watch(self) -> None:
        crashes: deque[float] = deque(maxlen=CRASHES_ALLOWED)
        while self._process is not None:
            code = await self._process.wait()
            if self._lacks_space():
                # No defect, and no reason to give up: somebody will free some room.
                await self._wait_for_space()
                crashes.clear()
                continue
            log.warning("server crashed", server=self.program.name, exit_code=code)
            now = time.monotonic()
            if len(crashes) == CRASHES_ALLOWED and now - crashes[0] < CRASHES_WINDOW_SECONDS:
                self._give_up(ServerFailed(f"{self.program.name} keeps crashing; see {self.program.log_path}."))
                return
            await asyncio.sleep(
                0.1 * 2 ** len(crashes) if crashes and now - crashes[-1] < CRASHES_WINDOW_SECONDS else 0
            )
            crashes.append(now)
            await self._relaunch()

    def _lacks_space(self) -> bool:
        return isinstance(self._fault, DiskFull) or self.free_bytes(self.program.data_dir) < START_BYTES

    async def _wait_for_space(self) -> None:
        """Try again and again, more and more rarely, until it runs."""
        folder, pause, told_at = str(self.program.data_dir), self.first_pause_seconds, -math.inf
        while True:
            if time.monotonic() - told_at > TELL_SECONDS:
                log.error("disk.full", server=self.program.name, folder=folder, waits_for="room on this disk")
                told_at = time.monotonic()
            await asyncio.sleep(pause)
            pause = min(pause * 2, PAUSE_MAX_SECONDS)
            if self.free_bytes(self.program.data_dir) >= START_BYTES and await self._relaunch():
                log.warning("disk.has_space", server=self.program.name, folder=folder, state="runs again")
                return
            if not self._lacks_space():
                return  # another fault: it counts as a crash

    async def _relaunch(self) -> bool:
        self._fault = None
        try:
            with readable_errors(self.program.data_dir):
                await self._launch()
        except EmbeddedError as error:
            self._fault = error
            log.warning("server did not restart", server=self.program.name, reason=str(error))
            return False
        return True

    def _give_up(self, error: EmbeddedError) -> None:
        log.error("server given up", server=self.program.name)
        if not self.failed.done():
            self.failed.set_result(error)

    async def stop(self) -> None:
        """Stop cleanly; harder when it does not listen."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        if self._process is not None:
            await self._end(self._process)
        self.failed.cancel()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        for number in (self.program.stop_signal, signal.SIGQUIT, signal.SIGKILL):
            if process.returncode is None:
                process.send_signal(number)
                try:
                    await asyncio.wait_for(process.wait(), self.stop_seconds)
                except TimeoutError:
                    log.warning("server ignores signal", server=self.program.name, signal=number.name)


@asynccontextmanager
async def supervise(program: Program) -> AsyncIterator[Supervisor]:
    """Run a program for the length of the block."""
    supervisor = Supervisor(program)
    try:
        await supervisor.start()
        yield supervisor
    finally:
        await supervisor.stop()


async def run(name: str, command: list[str], identity: Identity, data_dir: Path) -> None:
    """Run a command to its end; raises with what it said when it fails."""  # noqa: DOC501 - a function builds the error
    process = await asyncio.create_subprocess_exec(
        *launch(identity, signal.SIGKILL, command),
        env=ENVIRONMENT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise failure(name, output.decode(errors="replace"), data_dir)


def failure(name: str, output: str, data_dir: Path) -> EmbeddedError:
    """Return the readable error for what a program said before it ended."""
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
        if os.strerror(number) in output:
            return explain(OSError(number, os.strerror(number)), data_dir)
    last = " ".join(output.strip().splitlines()[-3:]) or "no output"
    return ServerFailed(f"{name} did not start: {last}")


def _rotate(path: Path) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))


def _written_since(path: Path, size: int) -> str:
    with path.open("rb") as written:
        written.seek(size)
        return written.read().decode(errors="replace")
