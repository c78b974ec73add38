"""The command `chorus`. Imports little, so that `--help` answers at once; each command imports what it runs."""

import importlib
from typing import Annotated

import typer

from chorus import __version__
from chorus.cli.commands import consumers, jobs, kb, model, tenant
from chorus.cli.terminal import DataDir, readable, run, settings_for

EXIT_CODES = """Exit codes: 0 success · 1 failure · 2 usage error · 3 invalid settings · 4 server unreachable ·
5 port in use · 6 data or schema of another version · 7 disk full or not writable."""

app = typer.Typer(
    help="Chorus: omnichannel live chat.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(tenant.app, name="tenant")
app.add_typer(model.app, name="model")
app.add_typer(jobs.app, name="jobs")
app.add_typer(consumers.app, name="consumers")
app.add_typer(kb.app, name="kb")


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def up(
    data_dir: DataDir = None,
    demo: Annotated[bool, typer.Option(help="Create the demo tenant if it does not exist.")] = True,
) -> None:
    """Run everything on this machine. PostgreSQL and Valkey are embedded unless their URLs are set."""
    with readable():
        from chorus.cli import up as everything
        from chorus.cli.local_settings import data_directory

        run(lambda: everything.up(data_directory(data_dir), lambda: everything.load_parts(with_demo=demo)))


@app.command()
def api() -> None:
    """Run the chat service: REST, and gRPC for the gateways."""
    _serve("api")


@app.command()
def gateway() -> None:
    """Run a WebSocket gateway."""
    _serve("gateway")


@app.command()
def presence() -> None:
    """Run the presence service."""
    _serve("presence")


@app.command()
def worker() -> None:
    """Run background jobs and timers."""
    _serve("worker")


def _serve(process: str) -> None:
    with readable():
        from chorus.processes import ports

        settings = settings_for()
        ports.require_free(ports.listens_of(process, settings))
        serve = importlib.import_module(f"chorus.processes.{process}").serve
        run(lambda: serve(settings))


@app.command()
def migrate(
    data_dir: DataDir = None,
    enkisys: Annotated[bool, typer.Option(help="Install into an Enkisys database, whose core tables exist.")] = False,
) -> None:
    """Migrate the database schema to this version. Does nothing if it is up to date."""
    with readable():
        from chorus.cli.up import owner_url
        from chorus.stores.postgres.migrate import upgrade
        from chorus.stores.postgres.schema_version import app_role_of

        settings = settings_for(data_dir)
        upgrade(owner_url(settings), app_role=app_role_of(settings.database_url), is_enkisys=enkisys)
        typer.echo("The schema is up to date.")


@app.command()
def demo(data_dir: DataDir = None) -> None:
    """Create the demo tenant with its bot, knowledge base and users, if it does not exist."""
    with readable():
        from chorus.cli.output import table

        settings = settings_for(data_dir)
        seed = importlib.import_module("chorus.cli.demo.seed").seed

        async def work() -> None:
            log_ins = await seed(settings)
            typer.echo(table([(one.email, one.password, one.role) for one in log_ins]))

        run(work)


@app.command()
def doctor(data_dir: DataDir = None) -> None:
    """Check for common problems and suggest how to fix them.

    Raises:
        Exit: With the exit code of the error.
    """
    with readable():
        import asyncio

        from chorus.cli.doctor.examine import examine

        raise typer.Exit(asyncio.run(examine(data_dir)))


@app.command("restore-check")
def restore_check(
    new_epoch: Annotated[
        bool, typer.Option("--new-epoch", help="Start a new epoch in any case, as after a volume snapshot.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Make clients fetch their state again after a database restore (see docs/restore.md)."""
    with readable():
        from chorus.cli import restored

        settings = settings_for(data_dir)

        async def work() -> None:
            typer.echo(await restored.restore_check(settings, new_epoch=new_epoch))

        run(work)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)
