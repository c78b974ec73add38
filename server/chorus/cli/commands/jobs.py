"""`chorus jobs …`: the durable jobs, of which some fail for good."""

from typing import Annotated

import typer

from chorus.cli.terminal import DataDir, readable, run, settings_for

app = typer.Typer(help="List and retry failed jobs.", no_args_is_help=True)


@app.command("list")
def list_jobs(
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="Show at most this many, newest first.")] = 50,
    data_dir: DataDir = None,
) -> None:
    """Show the number of jobs by status, and each failed job: id, task, time, attempts and cause."""
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
    ids: Annotated[list[int] | None, typer.Argument(help="Job ids from `chorus jobs list`.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Retry all failed jobs, at most 1,000.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Retry failed jobs with a fresh number of attempts. Periodic jobs are skipped, because they run again anyway.

    Raises:
        BadParameter: If the options contradict each other.
    """
    if bool(ids) == every:
        raise typer.BadParameter("Give job ids or --all.")
    with readable():
        from chorus.cli.standalone_database import database_alone
        from chorus.stores.postgres import job_queue

        settings = settings_for(data_dir)

        async def work() -> None:
            async with database_alone(settings) as database:
                count = await job_queue.retry(database, ids or None)
            typer.echo(f"{count} jobs will be retried.")

        run(work)
