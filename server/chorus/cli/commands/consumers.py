"""`chorus consumers …`: how far each consumer of the event log is, and the events that it could not handle."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from chorus.cli.terminal import DataDir, readable, run, settings_for

if TYPE_CHECKING:
    from chorus.stores.postgres.database import Database

app = typer.Typer(help="Consumers of the event log, and events they could not handle.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A name that `chorus consumers list` shows.")]
Events = Annotated[list[int] | None, typer.Argument(help="Event ids that `chorus consumers parked` shows.")]


@app.command("list")
def list_consumers(data_dir: DataDir = None) -> None:
    """List consumers: shards with a worker, events and seconds behind, parked events, and the last error."""
    from chorus.cli.output import table
    from chorus.core.clock import now
    from chorus.stores.event_log.admin import LAG_MAX, standings

    async def work(database: "Database") -> None:
        found, moment = await standings(database), now()
        rows = [("consumer", "shards", "events behind", "seconds behind", "parked", "error")]
        rows += [
            (
                one.name,
                f"{one.held_shards}/{one.shards}",
                f"{one.lag_events}{'+' if one.lag_events == LAG_MAX else ''}",
                f"{one.lag_seconds(moment):.0f}",
                str(one.parked),
                f"{one.last_error} ({one.attempts} attempts)" if one.last_error else "",
            )
            for one in found
        ]
        typer.echo(table(rows) if found else "No consumer has been registered yet. `chorus worker` registers them.")

    _with_database(data_dir, work)


@app.command()
def rewind(
    name: Name,
    since: Annotated[
        str | None, typer.Option(help="Handle again what happened since this time, such as 2026-11-27T08:00Z.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Handle all events again.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Move a consumer back, so that it handles events again. Its effects have to be idempotent.

    Raises:
        BadParameter: If it is not clear how far back.
    """
    from chorus.stores.event_log import admin

    if (since is None) is not every:
        raise typer.BadParameter("Give either --since or --all.")
    moment = None if since is None else _moment(since)

    async def work(database: "Database") -> None:
        moved = await admin.rewind(database, name, moment)
        typer.echo(f"{moved} shards of {name} were moved back." if moved else f"{name} has not got that far yet.")

    _with_database(data_dir, work)


@app.command()
def skip(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Move a consumer to the end of the log. It never handles the events in between."""
    from chorus.stores.event_log import admin

    if not yes:
        typer.confirm(f"{name} will never handle the events it has not read yet. Continue?", abort=True)

    async def work(database: "Database") -> None:
        skipped = await admin.skip(database, name)
        many = " or more" if skipped == admin.LAG_MAX else ""
        typer.echo(f"{name} skipped {skipped}{many} events.")

    _with_database(data_dir, work)


@app.command()
def parked(
    name: Annotated[str | None, typer.Argument(help="Only those of this consumer.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="How many to show, newest first.")] = 50,
    data_dir: DataDir = None,
) -> None:
    """List parked events: those that a consumer failed to handle in every attempt."""
    from chorus.cli.output import table
    from chorus.stores.event_log.admin import list_parked

    async def work(database: "Database") -> None:
        rows = [("event", "consumer", "type", "conversation", "attempts", "failed at", "error")]
        rows += [
            (
                str(one.event_id),
                one.consumer,
                one.event.type if one.event else "(erased)",
                str((one.event and one.event.conversation_id) or "-"),
                str(one.attempts),
                one.failed_at.isoformat(" ", "seconds"),
                one.error,
            )
            for one in await list_parked(database, name, limit=limit)
        ]
        typer.echo(table(rows) if len(rows) > 1 else "No event is parked.")

    _with_database(data_dir, work)


@app.command()
def retry(
    name: Name,
    events: Events = None,
    every: Annotated[bool, typer.Option("--all", help="All of this consumer, up to 1,000 at once.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Retry parked events, with as many attempts as a new one."""
    from chorus.stores.event_log import admin

    _require_choice(events, every=every)

    async def work(database: "Database") -> None:
        typer.echo(f"{await admin.retry_parked(database, name, events or None)} events will be retried.")

    _with_database(data_dir, work)


@app.command()
def discard(
    name: Name,
    events: Events = None,
    every: Annotated[bool, typer.Option("--all", help="All of this consumer.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Discard parked events: the consumer never handles them. The events themselves stay in the log."""
    from chorus.stores.event_log import admin

    _require_choice(events, every=every)

    async def work(database: "Database") -> None:
        typer.echo(f"{await admin.discard_parked(database, name, events or None)} events were discarded.")

    _with_database(data_dir, work)


def _require_choice(events: list[int] | None, *, every: bool) -> None:
    if bool(events) is every:
        raise typer.BadParameter("Give event ids, or --all.")


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is not a time such as 2026-11-27T08:00Z.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _with_database(data_dir: DataDir, work: "Callable[[Database], Awaitable[None]]") -> None:
    with readable():
        from chorus.cli.standalone_database import database_alone

        settings = settings_for(data_dir)

        async def open_and_work() -> None:
            async with database_alone(settings) as database:
                await work(database)

        run(open_and_work)
