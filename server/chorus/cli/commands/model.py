"""`chorus model …`: which language model a tier of tenants may use."""

from enum import StrEnum
from typing import Annotated

import typer

from chorus.cli.terminal import DataDir, readable, run, settings_for

app = typer.Typer(help="The language models, by tier of the tenants (docs/bot.md).", no_args_is_help=True)


class Purpose(StrEnum):
    """What a model is for: to answer customers, or to write briefs for agents."""

    BOT = "bot"
    BRIEF = "brief"


Tier = Annotated[str, typer.Argument(help="As `chorus tenant list` shows it.")]
Price = Annotated[float, typer.Option(min=0, max=100_000, help="Dollars for a million tokens; for the usage ledger.")]


@app.command("list")
def list_models(data_dir: DataDir = None) -> None:
    """Every tier's models, with their prices for a million tokens in and out."""
    with readable():
        from chorus.cli import tier_models
        from chorus.cli.output import table

        settings = settings_for(data_dir)

        async def work() -> None:
            found = await tier_models.listed(settings)
            rows = [(one.tier, one.purpose, one.model, one.prices, one.address) for one in found]
            typer.echo(table(rows) if rows else "No tier has one: the bot and the briefs go by rules.")

        run(work)


@app.command("set")
def set_model(
    tier: Tier,
    purpose: Purpose,
    model: Annotated[str, typer.Argument(help="LangChain's provider:model, such as openai:gpt-4.1-mini.")],
    base_url: Annotated[
        str | None, typer.Option(help="A server of one's own that speaks the provider's protocol.")
    ] = None,
    input_price: Price = 0,
    output_price: Price = 0,
    data_dir: DataDir = None,
) -> None:
    """Let a tier use a model, in place of the one it had. Keys stay in the provider's own variables."""
    with readable():
        from chorus.cli import tier_models

        settings = settings_for(data_dir)
        run(
            lambda: tier_models.set_model(
                settings,
                tier=tier,
                purpose=purpose.value,
                model=model,
                base_url=base_url,
                input_price=input_price,
                output_price=output_price,
            )
        )


@app.command()
def remove(tier: Tier, purpose: Purpose, data_dir: DataDir = None) -> None:
    """Take a tier's model away: rules stand in for it."""
    with readable():
        from chorus.cli import tier_models

        settings = settings_for(data_dir)
        run(lambda: tier_models.remove(settings, tier=tier, purpose=purpose.value))
