"""`chorus tenant …`: the tenants of this installation."""

from typing import Annotated

import typer

from chorus.cli.terminal import DataDir, readable, run, settings_for

app = typer.Typer(help="Manage the tenants of this installation.", no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Option(help="Display name.")],
    slug: Annotated[str, typer.Option(help="Short name, used to log in: lower-case letters, digits and hyphens.")],
    admin_email: Annotated[str, typer.Option(help="E-mail of the first administrator.")],
    admin_name: Annotated[str, typer.Option(help="Name of the first administrator.")] = "Administrator",
    data_dir: DataDir = None,
) -> None:
    """Create a tenant with its first administrator and print their password, which is shown only once."""
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
    """List all tenants with their tiers."""
    with readable():
        from chorus.cli import tenants
        from chorus.cli.output import table

        settings = settings_for(data_dir)

        async def work() -> None:
            found = await tenants.listed(settings)
            typer.echo(table([(one.slug, one.tier, one.name) for one in found]) if found else "No tenants yet.")

        run(work)


@app.command("tier")
def set_tier(slug: str, tier: str, data_dir: DataDir = None) -> None:
    """Set a tenant's tier, which determines its language model (see docs/bot.md)."""
    with readable():
        from chorus.cli import tenants

        settings = settings_for(data_dir)
        run(lambda: tenants.set_tier(settings, slug=slug, tier=tier))
