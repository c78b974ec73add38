"""RFC 6455 by Autobahn's cases: whatever a client sends, the transport answers or closes as the standard says."""

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from multidict import CIMultiDict

from chorus.gateway.protocol.options import Rate
from chorus.gateway.transport.assembly import text_frame
from chorus.gateway.transport.intake import IntakeLimits
from chorus.gateway.transport.server import Server
from chorus.gateway.transport.transport import Handler, Socket
from chorus.protocol.close_codes import POLICY, Close

HERE = Path(__file__).parent
SERVER = HERE.parents[1]
CACHE = SERVER / ".venv" / ".autobahn-25.10.1"
CONVERTED = "cases-1"  # raised with convert.py
FRAME_MAX = 32 * 1024 * 1024
# The cases send 64 KB byte by byte and 16 MB in fragments of 64 bytes.
ENDLESS = IntakeLimits(frames=Rate(1e9, 10**9), bytes=Rate(1e12, 10**12), first_frames=10**9, fragments=10**9)
GROUPS = {"1": 16, "2": 11, "3": 7, "4": 10, "5": 20, "6": 145, "7": 37, "9": 54, "10": 1}
PASSED = {"OK", "NON-STRICT", "INFORMATIONAL"}


class Echo:
    """Says everything back, as the cases want it."""

    def opened(self, socket: Socket, peer: str) -> None:
        """It is open."""
        del peer
        self._socket = socket

    def text(self, text: str) -> None:
        """A message."""
        self._socket.write(text_frame(text.encode()))

    def binary(self, payload: bytes) -> None:
        """A message."""
        self._socket.send_binary(payload)

    def pong(self) -> None:
        """Alive."""

    def flooded(self, *, is_text: bool) -> None:
        """It brings too much."""
        del is_text
        self._socket.close(POLICY)

    def stalled(self, *, is_stalled: bool) -> None:
        """Of no interest."""

    def lost(self, close: Close | None) -> None:
        """Gone."""


def route(path: str, headers: "CIMultiDict[str]") -> Handler:
    """Everybody may come in."""
    del path, headers
    return Echo()


@pytest.fixture(scope="module")
async def cases() -> Path:
    """The converted cases, made once."""
    if sys.version_info >= (3, 13):
        pytest.skip("Autobahn's cases are Python 2; lib2to3, which converts them, ends with Python 3.12.")
    target = CACHE / CONVERTED
    if not (target / "all_cases.py").exists():
        uv = shutil.which("uv") or next(map(str, sorted((SERVER.parent / ".tools").glob("uv-*/bin/uv"))), None)
        if uv is None:
            pytest.skip("Autobahn's cases are installed by uv, which is not here: make install.")
        install = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--no-deps", "--require-hashes"]
        if not await succeeds(*install, "--target", str(CACHE / "package"), "-r", str(HERE / "cases.txt")):
            pytest.skip("Autobahn's cases could not be had from the package index.")
        package = CACHE / "package" / "autobahntestsuite"
        assert await succeeds(sys.executable, "-W", "ignore", str(HERE / "convert.py"), str(package), str(target))
    return target


async def succeeds(*command: str) -> bool:
    """Run a program to its end."""
    process = await asyncio.create_subprocess_exec(*command)
    return await process.wait() == 0


@pytest.fixture(scope="module")
async def port() -> AsyncIterator[int]:
    """The gateway's transport, echoing."""
    server = Server(route, frame_max_bytes=FRAME_MAX, takes_binary=True, intake=ENDLESS)
    yield await server.start("127.0.0.1", 0)
    await server.close()


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
async def test_every_case_of_a_group_passes(cases: Path, port: int, group: str) -> None:
    url = f"ws://127.0.0.1:{port}/ws/v1/agent"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "ignore",
        str(HERE / "drive.py"),
        str(cases),
        url,
        group,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    results: list[dict[str, Any]] = [json.loads(line) for line in output.splitlines()]
    assert len(results) == GROUPS[group], errors.decode()[-2_000:]
    failed = [found for found in results if not (found["behavior"] in PASSED and found["close"] in PASSED)]
    assert failed == []
