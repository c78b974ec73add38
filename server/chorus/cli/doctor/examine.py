"""Make the checks that the settings allow, show what they found, and end with the first trouble's exit code."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from chorus.cli import local_settings as machine
from chorus.cli.doctor.finding import Finding, Verdict, fail, warn
from chorus.cli.doctor.local import check_addresses, check_disk, check_ports, check_secrets, check_settings
from chorus.cli.doctor.pooler import check_pooler
from chorus.cli.doctor.proxy import check_proxy
from chorus.cli.doctor.servers import check_database, check_redis
from chorus.cli.doctor.stores import check_blobs, check_knowledge, check_mail
from chorus.cli.local_secrets import ensure_secrets
from chorus.core.exit_codes import ExitCode
from chorus.processes.settings import Settings, SettingsError, needs_postgres, needs_valkey
from chorus.stores import embedded

COLOURS = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "red"}


async def examine(data_dir: Path | None) -> ExitCode:
    """Run all checks and print them line by line. Return the first failure's exit code."""
    code = ExitCode.OK
    async for finding in findings(machine.data_directory(data_dir)):
        show(finding)
        code = code or finding.code
    return code


def show(finding: Finding) -> None:
    """Print one finding and its remedy."""
    mark = typer.style(f"{finding.verdict.value:<5}", fg=COLOURS[finding.verdict])
    typer.echo(f"{mark} {finding.subject:<10} {finding.text}")
    if finding.remedy:
        typer.echo(f"{'':<17}→ {finding.remedy}")


async def findings(data_dir: Path) -> AsyncIterator[Finding]:
    """Yield every finding, in the order in which to fix them."""
    for finding in check_disk(data_dir):
        yield finding
    try:
        settings = _settings(data_dir)
    except SettingsError as error:
        for line in str(error).splitlines():
            yield fail("settings", line, "Correct or unset this variable.", ExitCode.CONFIG)
        return
    for check in (
        check_settings(),
        check_secrets(settings, data_dir),
        check_addresses(settings),
        check_ports(settings, data_dir),
    ):
        for finding in check:
            yield finding
    async for finding in _servers(settings, data_dir):
        yield finding
    async for finding in check_proxy(settings):
        yield finding
    for store in (check_mail(settings), check_blobs(settings), check_knowledge(settings)):
        async for finding in store:
            yield finding


async def _servers(settings: Settings, data_dir: Path) -> AsyncIterator[Finding]:
    if needs_postgres() and not embedded.postgres_socket(data_dir).is_there:
        yield warn("database", "not running here.", "Start it with `chorus up`, or set CHORUS_DATABASE_URL.")
    else:
        pooler = await check_pooler(settings)
        yield pooler
        if pooler.verdict is Verdict.OK:
            async for finding in check_database(settings):
                yield finding
    if needs_valkey() and not embedded.valkey_socket(data_dir).is_there:
        yield warn("redis", "not running here.", "Start it with `chorus up`, or set CHORUS_REDIS_URL.")
    else:
        async for finding in check_redis(settings):
            yield finding


def _settings(data_dir: Path) -> Settings:
    # A look leaves nothing behind: where there are no secrets yet, they are made elsewhere and forgotten.
    if (data_dir / "secrets").exists():
        return machine.settings_of(data_dir)
    if not needs_postgres():
        return Settings.load(data_dir=data_dir)
    with TemporaryDirectory() as passing:
        return machine.settings_of(data_dir, ensure_secrets(Path(passing)))
