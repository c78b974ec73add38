"""The supervisor with programs that misbehave."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from chorus.stores.embedded.errors import DataDirectoryNotWritable, DiskFull, ServerFailed
from chorus.stores.embedded.identity import LAUNCHER, SELF
from chorus.stores.embedded.supervisor import Program, Supervisor, failure, supervise
from tests.stores.embedded.conftest import is_alive, until


def shell(tmp_path: Path, script: str, *, is_ready: bool) -> Program:
    async def answer() -> bool:
        return is_ready

    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    return Program("Shell", ["/bin/sh", "-c", script], SELF, tmp_path, lock, signal.SIGTERM, answer)


async def test_program_that_ends_at_once_says_why(tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match="Shell did not start: bad flag"):
        async with supervise(shell(tmp_path, "echo bad flag; exit 2", is_ready=False)):
            pass


async def test_program_that_keeps_crashing_is_given_up(tmp_path: Path) -> None:
    async with supervise(shell(tmp_path, "exit 1", is_ready=True)) as supervisor, asyncio.timeout(30):
        assert "keeps crashing" in str(await supervisor.failed)


async def test_program_whose_disk_is_full_is_tried_until_there_is_room(tmp_path: Path) -> None:
    free, tries = [0], tmp_path / "tries"
    script = f"echo x >> {tries}; test -e {tmp_path}/room || exit 1; while :; do sleep 0.05; done"
    program = shell(tmp_path, script, is_ready=True)
    supervisor = Supervisor(program, first_pause_seconds=0.01, free_bytes=lambda _: free[0])
    await supervisor.start()
    try:
        with capture_logs() as said:
            await until(lambda: any(entry["event"] == "disk.full" for entry in said))
            await asyncio.sleep(0.2)  # far more than the crashes that are allowed would take
            assert len(tries.read_text().split()) == 1  # without room it is not even tried
            assert not supervisor.failed.done()

            (tmp_path / "room").touch()
            free[0] = 2**40
            await until(lambda: any(entry["event"] == "disk.has_space" for entry in said))
        assert is_alive(supervisor.pid)
        assert not supervisor.failed.done()
    finally:
        await supervisor.stop()


async def test_program_that_ignores_its_signal_is_killed(tmp_path: Path) -> None:
    program = shell(tmp_path, "trap '' TERM; echo set; while :; do sleep 0.05; done", is_ready=True)
    supervisor = Supervisor(program, stop_seconds=0.2)
    await supervisor.start()
    await until(lambda: "set" in program.log_path.read_text())
    pid = supervisor.pid
    await supervisor.stop()
    assert not is_alive(pid)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("FATAL: could not write: No space left on device", DiskFull),
        ("initdb: error: Permission denied", DataDirectoryNotWritable),
        ("something else", ServerFailed),
    ],
)
def test_what_a_server_said_becomes_what_to_do(said: str, kind: type[Exception]) -> None:
    assert isinstance(failure("PostgreSQL", said, Path("/data")), kind)


async def test_watcher_ends_the_server_with_its_parent(tmp_path: Path) -> None:
    # The way of platforms whose kernel does not tell a child: the watcher stands between parent and server.
    parent = (
        "import os, subprocess, sys\n"
        "command = [sys.executable, '-I', '-S', sys.argv[1], str(os.getpid()), '15', 'self', '--watch', '--']\n"
        "subprocess.Popen([*command, '/bin/sh', '-c', f'echo $$ > {sys.argv[2]}; exec sleep 600'])\n"
        "sys.stdin.read()\n"
    )
    pid_file = tmp_path / "pid"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent, str(LAUNCHER), str(pid_file), stdin=asyncio.subprocess.PIPE
    )
    await until(lambda: pid_file.exists() and pid_file.read_text().strip().isdigit())
    server = int(pid_file.read_text())
    process.kill()
    await process.wait()
    await until(lambda: not is_alive(server))
