"""`chorus tenant …`: the tenants of this installation."""

from typing import Annotated

import typer

from chorus.cli.terminal import DataDir, readable, run, settings_for

app = typer.Typer(help="The tenants of this installation.", no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Option(help="As people read it.")],
    slug: Annotated[str, typer.Option(help="Small letters, digits and hyphens; for those who work for several.")],
    admin_email: Annotated[str, typer.Option(help="Of the first administrator.")],
    admin_name: Annotated[str, typer.Option(help="Their name.")] = "Administrator",
    data_dir: DataDir = None,
) -> None:
    """Found a tenant with its first administrator, and print their password, once."""
    with readable():
        from chorus.cli import tenants

        settings = settings_for(data_dir)

        async def work() -> None:
            password = await tenants.found(
                settings, name=name, slug=slug, admin_email=admin_email, admin_name=admin_name
            )
            typer.echo(f"{settings.public_url.rstrip('/')}/console/  {admin_email}  {password}")

        run(work)


@app.command("list")
def list_tenants(data_dir: DataDir = None) -> None:
    """Every tenant, with its tier."""
    with readable():
        from chorus.cli import tenants
        from chorus.cli.output import table

        settings = settings_for(data_dir)

        async def work() -> None:
            found = await tenants.listed(settings)
            typer.echo(table([(one.slug, one.tier, one.name) for one in found]) if found else "There is none yet.")

        run(work)


@app.command("tier")
def set_tier(slug: str, tier: str, data_dir: DataDir = None) -> None:
    """Set a tenant's tier, which decides its model (`chorus model`, docs/bot.md)."""
    with readable():
        from chorus.cli import tenants

        settings = settings_for(data_dir)
        run(lambda: tenants.set_tier(settings, slug=slug, tier=tier))
