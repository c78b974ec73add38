"""`chorus up`: everything on one machine, with what it needs, until it is told to stop."""

import asyncio
import importlib
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import typer

from chorus.cli import local_settings as machine
from chorus.cli import restored
from chorus.cli.output import Progress, table
from chorus.core.exit_codes import CommandError, ExitCode
from chorus.processes import ports
from chorus.processes.settings import Settings, needs_postgres, needs_valkey
from chorus.stores import embedded
from chorus.stores.embedded import directory
from chorus.stores.embedded.errors import DiskFull
from chorus.stores.postgres import fitness, schema_version

STOP_SECONDS = 5.0
PAUSE_MAX_SECONDS = 10.0
ADDRESSES = (("Console", "/console/"), ("Demo shop", "/demo/"), ("API docs", "/docs"))


class DemoLogIn(Protocol):
    """A user of the demo tenant."""

    @property
    def email(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def role(self) -> str: ...


RunAll = Callable[[Settings, Callable[[], None]], Awaitable[None]]
Seed = Callable[[Settings], Awaitable[Sequence[DemoLogIn]]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What `up` runs: the services, and the demo tenant that it makes first."""

    run_all: RunAll
    seed: Seed | None


def load_parts(*, with_demo: bool) -> Parts:
    """Load the real parts. This imports most of Chorus, so it runs while the servers start."""
    run_all = importlib.import_module("chorus.processes.all_in_one").run_all
    seed = importlib.import_module("chorus.cli.demo.seed").seed if with_demo else None
    return Parts(run_all, seed)


async def up(data_dir: Path, load: Callable[[], Parts]) -> None:
    """Start everything, serve until told to stop, stop everything."""
    progress = Progress()
    await _prepare(data_dir)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(directory.lock(data_dir / "up.lock"))
        settings = machine.settings_of(data_dir)
        ports.require_free(ports.listens(settings))
        with progress.step("Servers and code"):
            parts, failures = await _start(data_dir, stack, load)
        with progress.step("Schema"):
            await _migrate(settings)
            if not needs_postgres():
                await asyncio.to_thread(fitness.require_fit, settings.database_url)
            if needs_postgres():
                await restored.settle_files(settings)
        log_ins: Sequence[DemoLogIn] = ()
        if parts.seed is not None and not settings.is_production:  # the demo's passwords are public
            with progress.step("Demo tenant"):
                log_ins = await parts.seed(settings)
        serving = parts.run_all(settings, lambda: _announce(settings, log_ins, progress))
        await _until_stopped(serving, failures)


async def _prepare(data_dir: Path) -> None:
    """Check the data directory. Where data is already, wait for room on a full disk instead of giving up.

    Raises:
        DiskFull: If the disk has too little space.
    """
    pause = 1.0
    while True:
        try:
            directory.prepare(data_dir)
            return
        except DiskFull as error:
            if not (data_dir / "postgres").exists():
                raise
            if pause == 1.0:
                typer.echo(f"{error} Waiting.")
        await asyncio.sleep(pause)
        pause = min(pause * 2, PAUSE_MAX_SECONDS)


async def _start(
    data_dir: Path, stack: AsyncExitStack, load: Callable[[], Parts]
) -> tuple[Parts, list[asyncio.Future[embedded.EmbeddedError]]]:
    """Start the embedded servers that no URL replaces, and import the services meanwhile."""
    servers: list[AbstractAsyncContextManager[embedded.Postgres | embedded.Valkey]] = []
    if needs_postgres():
        servers.append(embedded.postgres(data_dir))
    if needs_valkey():
        servers.append(embedded.valkey(data_dir))
    async with asyncio.TaskGroup() as starting:
        parts = starting.create_task(asyncio.to_thread(load))
        started = [starting.create_task(stack.enter_async_context(server)) for server in servers]
    return parts.result(), [task.result().supervisor.failed for task in started]


def owner_url(settings: Settings) -> str:
    """Return the URL of the role that owns the schema.

    Raises:
        CommandError: If the command cannot continue; the message is for the terminal.
    """
    if settings.database_owner_url is None:
        raise CommandError(
            ExitCode.CONFIG,
            "CHORUS_DATABASE_OWNER_URL is missing: the role that owns the schema and may change it."
            " CHORUS_DATABASE_URL is the application's role, which owns nothing.",
        )
    return settings.database_owner_url


async def _migrate(settings: Settings) -> None:
    url = owner_url(settings)
    if await asyncio.to_thread(schema_version.is_current, url):
        return
    from chorus.stores.postgres import migrate  # noqa: PLC0415 - Alembic is needed only where there is something to do

    app_role = schema_version.app_role_of(settings.database_url)
    await asyncio.to_thread(migrate.upgrade, url, app_role=app_role)


async def _until_stopped(serving: Awaitable[None], failures: list[asyncio.Future[embedded.EmbeddedError]]) -> None:
    work = asyncio.ensure_future(serving)
    waiting: set[asyncio.Future[Any]] = {work, *failures}
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for failure in failures:
            if failure.done():
                raise failure.result()
        await work
    finally:
        work.cancel()
        await asyncio.wait({work}, timeout=STOP_SECONDS)


def _announce(settings: Settings, log_ins: Sequence[DemoLogIn], progress: Progress) -> None:
    typer.echo(f"\nChorus is ready after {progress.seconds:.1f} s. Ctrl-C stops it.\n")
    typer.echo(table([(name, settings.public_url.rstrip("/") + path) for name, path in ADDRESSES]))
    if log_ins:
        typer.echo("\nLog in as\n" + table([(one.email, one.password, one.role) for one in log_ins]))
    typer.echo("")


async def until_signal(work: Awaitable[None]) -> None:
    """Run until it ends, or SIGINT or SIGTERM asks it to; a second signal does not wait.

    Raises:
        CancelledError: If the caller is cancelled.
    """
    task = asyncio.ensure_future(work)
    received: list[int] = []

    def on_signal(number: int) -> None:
        if received:
            os._exit(128 + number)
        received.append(number)
        task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, on_signal, number)
    try:
        await task
    except asyncio.CancelledError:
        if not received:
            raise
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
