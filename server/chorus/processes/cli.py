"""The command `chorus`. Imports little, so that `--help` answers at once; each command imports what it runs."""

import importlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chorus import __version__

if TYPE_CHECKING:
    from chorus.processes.settings import Settings

EXIT_CODES = """Exit codes: 0 fine · 1 failure · 2 wrong usage · 3 settings · 4 a server is not reachable ·
5 port taken · 6 data or schema of another version · 7 disk full or not writable."""

app = typer.Typer(
    help="Chorus: omnichannel live chat.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
kb = typer.Typer(help="The knowledge base.", no_args_is_help=True)
app.add_typer(kb, name="kb")
tenant = typer.Typer(help="The tenants of this installation.", no_args_is_help=True)
app.add_typer(tenant, name="tenant")

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Where the data is; CHORUS_DATA_DIR, or ./var when neither is set.")
]


def main() -> None:
    """The entry point."""
    app()


@contextmanager
def readable() -> Iterator[None]:
    """Say what is wrong in words and end with its exit code; a defect keeps its traceback."""
    try:
        yield
    except (typer.Exit, KeyboardInterrupt):
        raise
    except Exception as error:
        from chorus.processes.exits import explain

        found = explain(error)
        if found is None:
            raise
        typer.secho(f"chorus: {found}", err=True, fg="red")
        raise typer.Exit(found.code) from None


def run(work: Callable[[], Awaitable[None]]) -> None:
    """Run to the end or to a signal, on uvloop."""
    import asyncio

    import uvloop

    from chorus.processes.up import until_signal

    with readable(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(until_signal(work()))


@app.command()
def up(
    data_dir: DataDir = None,
    demo: Annotated[bool, typer.Option(help="Make the demo tenant where it is missing.")] = True,
) -> None:
    """Run everything on this machine, with an embedded PostgreSQL and Valkey where no URL is set."""
    with readable():
        from chorus.processes import up as everything
        from chorus.processes.machine import data_directory

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
    """Run the durable jobs and timers."""
    _serve("worker")


def _serve(process: str) -> None:
    with readable():
        settings = _settings()
        serve = importlib.import_module(f"chorus.processes.{process}").serve
        run(lambda: serve(settings))


@app.command()
def migrate(
    data_dir: DataDir = None,
    enkisys: Annotated[
        bool, typer.Option(help="The database is Enkisys': its core exists, add the extension.")
    ] = False,
) -> None:
    """Bring the database's schema to this version; without effect where it is."""
    with readable():
        from chorus.processes.up import owner_url
        from chorus.stores.migrate import upgrade
        from chorus.stores.schema_version import app_role_of

        settings = _settings(data_dir)
        upgrade(owner_url(settings), app_role=app_role_of(settings.database_url), is_enkisys=enkisys)
        typer.echo("The schema is at this version.")


@app.command()
def demo(data_dir: DataDir = None) -> None:
    """Make the demo tenant, with its bot, knowledge base and people, where it is missing."""
    with readable():
        from chorus.processes.progress import table

        settings = _settings(data_dir)
        seed = importlib.import_module("chorus.processes.demo.seed").seed

        async def work() -> None:
            log_ins = await seed(settings)
            typer.echo(table([(one.email, one.password, one.role) for one in log_ins]))

        run(work)


@kb.command()
def rebuild(data_dir: DataDir = None) -> None:
    """Make the search index again from the documents in PostgreSQL."""
    with readable():
        settings = _settings(data_dir)
        knowledge = importlib.import_module("chorus.processes.knowledge")

        async def work() -> None:
            typer.echo(f"{await knowledge.rebuild(settings)} passages are indexed.")

        run(work)


@tenant.command("create")
def create_tenant(
    name: Annotated[str, typer.Option(help="As people read it.")],
    slug: Annotated[str, typer.Option(help="Small letters, digits and hyphens; for those who work for several.")],
    admin_email: Annotated[str, typer.Option(help="Of the first administrator.")],
    admin_name: Annotated[str, typer.Option(help="Their name.")] = "Administrator",
    data_dir: DataDir = None,
) -> None:
    """Found a tenant with its first administrator, and print their password, once."""
    with readable():
        from chorus.processes import tenants

        settings = _settings(data_dir)

        async def work() -> None:
            password = await tenants.found(
                settings, name=name, slug=slug, admin_email=admin_email, admin_name=admin_name
            )
            typer.echo(f"{settings.public_url.rstrip('/')}/console/  {admin_email}  {password}")

        run(work)


@tenant.command("list")
def list_tenants(data_dir: DataDir = None) -> None:
    """Every tenant, with its tier."""
    with readable():
        from chorus.processes import tenants
        from chorus.processes.progress import table

        settings = _settings(data_dir)

        async def work() -> None:
            found = await tenants.listed(settings)
            typer.echo(table([(one.slug, one.tier, one.name) for one in found]) if found else "There is none yet.")

        run(work)


@tenant.command("tier")
def set_tier(slug: str, tier: str, data_dir: DataDir = None) -> None:
    """Set a tenant's tier, which decides its model (docs/bot.md)."""
    with readable():
        from chorus.processes import tenants

        settings = _settings(data_dir)
        run(lambda: tenants.set_tier(settings, slug=slug, tier=tier))


@app.command()
def doctor(data_dir: DataDir = None) -> None:
    """Check what usually breaks, and say what to do about it."""
    with readable():
        import asyncio

        from chorus.processes.doctor.examine import examine

        raise typer.Exit(asyncio.run(examine(data_dir)))


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _settings(data_dir: Path | None = None) -> "Settings":
    from chorus.processes.machine import settings_here

    return settings_here(data_dir)
