"""From an empty directory to a console that can be used, and the memory of everything then."""

import asyncio
import json
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from chorus.cli.demo.people import USERS
from load.benchmarks.size import Size
from load.costs import resident_kib, summed_resident_kib
from load.figures import Figure, Report
from load.http_client import http_client
from load.stack import PATIENCE_SECONDS, free_ports

REST_SECONDS = 10.0


@dataclass(slots=True)
class Found:
    """What was measured, an entry for each start."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)
    summed_mib: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Installation:
    """A data directory and its ports."""

    folder: Path
    ports: list[int]

    def environment(self) -> dict[str, str]:
        """Nothing of ours but where things are."""
        found = {name: value for name, value in os.environ.items() if not name.startswith("CHORUS_")}
        names = ("API_PORT", "GATEWAY_PORT", "API_METRICS_PORT")
        given = dict(zip(names, map(str, self.ports), strict=True)) | {"DATA_DIR": str(self.folder)}
        return found | {f"CHORUS_{name}": value for name, value in given.items()}


async def run(size: Size) -> Report:
    """Start on nothing, look, stop; start again on what is there."""
    report, found = Report("start"), Found()
    for _ in range(size.windows or 5):
        with TemporaryDirectory(prefix="chorus-start-") as folder:
            place = Installation(Path(folder), free_ports(3))
            await _up(place, found.first, found)
            await _up(place, found.again, None)
    report.add(Figure("`chorus up`, empty directory to a log-in at the console", found.first, "s", 15))
    report.add(Figure("`chorus up`, with data", found.again, "s", 5))
    report.add(Figure("memory of everything, shared pages counted once (PSS)", found.mib, "MiB", 500))
    report.note(f"- with pages that several processes map counted for each (RSS): {max(found.summed_mib):,.0f} MiB")
    return report


async def _up(place: Installation, seconds: list[float], found: Found | None) -> None:
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("chorus")),
        "up",
        env=place.environment(),
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        while not await _logs_in(place.ports[0]):
            assert process.returncode is None, "chorus up ended"
            assert time.monotonic() - began < PATIENCE_SECONDS, "nobody can log in"
            await asyncio.sleep(0.02)
        seconds.append(time.monotonic() - began)
        if found is not None:
            await asyncio.sleep(REST_SECONDS)
            found.mib.append(resident_kib(process.pid) / 1024)
            found.summed_mib.append(summed_resident_kib(process.pid) / 1024)
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()


async def _logs_in(port: int) -> bool:
    """Whether an agent of the demo can."""
    user = USERS[0]
    body = json.dumps({"email": user.email, "password": user.password}).encode()
    try:
        async with http_client(port, 1) as http:
            return await http.post("/v1/auth/login", "", body) == 200
    except OSError:
        return False
