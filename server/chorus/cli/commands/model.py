"""`chorus model …`: which language model a tier of tenants may use."""

from enum import StrEnum
from typing import Annotated

import typer

from chorus.cli.terminal import DataDir, readable, run, settings_for

app = typer.Typer(help="Assign language models to tiers of tenants (see docs/bot.md).", no_args_is_help=True)


class Purpose(StrEnum):
    """The purpose of a model: answers for customers, or briefs for agents."""

    BOT = "bot"
    BRIEF = "brief"


Tier = Annotated[str, typer.Argument(help="A tier, as listed by `chorus tenant list`.")]
Price = Annotated[float, typer.Option(min=0, max=100_000, help="US dollars per million tokens, for the usage report.")]


@app.command("list")
def list_models(data_dir: DataDir = None) -> None:
    """List the models of every tier, with their prices per million input and output tokens."""
    with readable():
        from chorus.cli import tier_models
        from chorus.cli.output import table

        settings = settings_for(data_dir)

        async def work() -> None:
            found = await tier_models.listed(settings)
            rows = [(one.tier, one.purpose, one.model, one.prices, one.address) for one in found]
            typer.echo(table(rows) if rows else "No tier has a model. The bot and the briefs use rules.")

        run(work)


@app.command("set")
def set_model(
    tier: Tier,
    purpose: Purpose,
    model: Annotated[str, typer.Argument(help="LangChain's provider:model, such as openai:gpt-4.1-mini.")],
    base_url: Annotated[
        str | None, typer.Option(help="Address of a server that is compatible with the provider's API.")
    ] = None,
    input_price: Price = 0,
    output_price: Price = 0,
    data_dir: DataDir = None,
) -> None:
    """Set a tier's model. API keys are read from the provider's own environment variables."""
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
    """Remove a tier's model. The tier then uses rules."""
    with readable():
        from chorus.cli import tier_models

        settings = settings_for(data_dir)
        run(lambda: tier_models.remove(settings, tier=tier, purpose=purpose.value))
