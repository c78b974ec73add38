"""`chorus kb …`: the knowledge base."""

import typer

from chorus.cli.terminal import DataDir, readable, run, settings_for

app = typer.Typer(help="The knowledge base.", no_args_is_help=True)


@app.command()
def rebuild(data_dir: DataDir = None) -> None:
    """Let the worker make the search index again from the documents in PostgreSQL."""
    with readable():
        from chorus.cli import knowledge

        settings = settings_for(data_dir)

        async def work() -> None:
            tenants = await knowledge.rebuild(settings)
            typer.echo(f"The worker makes the index of {tenants} tenants again; its log says `index.rebuilt` for each.")

        run(work)
