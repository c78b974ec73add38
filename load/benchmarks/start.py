"""Time from an empty directory to a usable console, and the memory of all processes."""

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
from load.clients.http_client import http_client
from load.options import RunOptions
from load.report import Metric, Report
from load.stack.resource_usage import resident_kib, summed_resident_kib
from load.stack.stack import START_TIMEOUT_SECONDS, free_ports

REST_SECONDS = 10.0


@dataclass(slots=True)
class Results:
    """Measured values, one entry per start."""

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
        """Return the environment without `CHORUS_` variables other than the ports and the directory."""
        results = {name: value for name, value in os.environ.items() if not name.startswith("CHORUS_")}
        names = ("API_PORT", "GATEWAY_PORT", "API_METRICS_PORT")
        given = dict(zip(names, map(str, self.ports), strict=True)) | {"DATA_DIR": str(self.folder)}
        return results | {f"CHORUS_{name}": value for name, value in given.items()}


async def run(options: RunOptions) -> Report:
    """Start with an empty directory, stop, and start again with data."""
    report, results = Report("start"), Results()
    for _ in range(options.windows or 5):
        with TemporaryDirectory(prefix="chorus-start-") as folder:
            place = Installation(Path(folder), free_ports(3))
            await _up(place, results.first, results)
            await _up(place, results.again, None)
    report.add(Metric("`chorus up`, empty directory to a log-in at the console", results.first, "s", 15))
    report.add(Metric("`chorus up`, with data", results.again, "s", 5))
    report.add(Metric("memory of everything, shared pages counted once (PSS)", results.mib, "MiB", 500))
    report.note(f"- with pages that several processes map counted for each (RSS): {max(results.summed_mib):,.0f} MiB")
    return report


async def _up(place: Installation, seconds: list[float], results: Results | None) -> None:
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
            assert time.monotonic() - began < START_TIMEOUT_SECONDS, "nobody can log in"
            await asyncio.sleep(0.02)
        seconds.append(time.monotonic() - began)
        if results is not None:
            await asyncio.sleep(REST_SECONDS)
            results.mib.append(resident_kib(process.pid) / 1024)
            results.summed_mib.append(summed_resident_kib(process.pid) / 1024)
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()


async def _logs_in(port: int) -> bool:
    """Return whether an agent of the demo tenant can log in."""
    user = USERS[0]
    body = json.dumps({"email": user.email, "password": user.password}).encode()
    try:
        async with http_client(port, 1) as http:
            return await http.post("/v1/auth/login", "", body) == 200
    except OSError:
        return False
