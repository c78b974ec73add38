"""`chorus kb …`: the knowledge base."""

import typer

from chorus.cli.terminal import DataDir, readable, run, settings_for

app = typer.Typer(help="Manage the knowledge base.", no_args_is_help=True)


@app.command()
def rebuild(data_dir: DataDir = None) -> None:
    """Enqueue a rebuild of the search index from the documents in PostgreSQL."""
    with readable():
        from chorus.cli import knowledge

        settings = settings_for(data_dir)

        async def work() -> None:
            tenants = await knowledge.rebuild(settings)
            typer.echo(f"The worker will rebuild the index of {tenants} tenants and log `index.rebuilt` for each.")

        run(work)
