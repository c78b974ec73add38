"""`chorus jobs …`: the durable jobs, of which some fail for good."""

from typing import Annotated

import typer

from chorus.cli.terminal import DataDir, readable, run, settings_for

app = typer.Typer(help="The durable jobs that failed for good.", no_args_is_help=True)


@app.command("list")
def list_jobs(
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="The newest so many.")] = 50, data_dir: DataDir = None
) -> None:
    """How many jobs there are, and each that failed: its number, task, when, after how many attempts, for what."""
    with readable():
        from chorus.cli.output import table
        from chorus.cli.standalone_database import database_alone
        from chorus.stores.postgres import job_queue

        settings = settings_for(data_dir)

        async def work() -> None:
            async with database_alone(settings) as database:
                counts = await job_queue.counts(database)
                failed = await job_queue.failed(database, limit=limit)
            typer.echo(" · ".join(f"{count} {status}" for status, count in counts.items()))
            if failed:
                typer.echo(table([(str(one.id), one.task, one.when, str(one.attempts), one.what) for one in failed]))

        run(work)


@app.command()
def retry(
    ids: Annotated[list[int] | None, typer.Argument(help="Numbers that `chorus jobs list` shows.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that failed, up to 1,000 at once.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Try failed jobs again, with as many attempts as a new one. Timers are left out: their next round comes anyway."""
    if bool(ids) == every:
        raise typer.BadParameter("Name the jobs by their numbers, or say --all.")
    with readable():
        from chorus.cli.standalone_database import database_alone
        from chorus.stores.postgres import job_queue

        settings = settings_for(data_dir)

        async def work() -> None:
            async with database_alone(settings) as database:
                count = await job_queue.retry(database, ids or None)
            typer.echo(f"{count} jobs are tried again.")

        run(work)
