"""Language models from the command line: which one a tier may use, for what, at what price."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

import asyncpg

from chorus.cli.arguments import line
from chorus.cli.tenants import TIER_MAX
from chorus.cli.up import owner_url
from chorus.core.errors import InvalidError, NotFoundError
from chorus.processes.settings import Settings

MODEL = re.compile(r"[a-z][a-z0-9_]{0,40}:[!-~]{1,200}")
ADDRESS_MAX = 500
LISTED_MAX = 1_000
TIMEOUT_SECONDS = 10.0


class TierHasNoModel(NotFoundError):
    """The tier has no such model."""

    code = "model.not_set"
    message = "This tier has no model for this purpose. Run `chorus model list` to see all models."


@dataclass(frozen=True, slots=True)
class TierModel:
    """A row of `model_access`."""

    tier: str
    purpose: str
    model: str
    base_url: str | None
    input_price: Decimal
    output_price: Decimal

    @property
    def prices(self) -> str:
        """In and out, for a million tokens."""
        return f"${self.input_price.normalize():f} / ${self.output_price.normalize():f}"

    @property
    def address(self) -> str:
        """The server, without anything that could be a key."""
        if not self.base_url:
            return ""
        parts = urlsplit(self.base_url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


async def listed(settings: Settings) -> list[TierModel]:
    """Return the models of every tier, by name."""
    async with _connected(settings.database_url) as database:
        rows = await database.fetch(
            "SELECT tier, purpose, model, base_url, input_price_per_million AS input_price,"
            " output_price_per_million AS output_price FROM model_access ORDER BY tier, purpose LIMIT $1",
            LISTED_MAX,
        )
    return [TierModel(**row) for row in rows]


async def set_model(
    settings: Settings,
    *,
    tier: str,
    purpose: str,
    model: str,
    base_url: str | None,
    input_price: float,
    output_price: float,
) -> None:
    """Set a tier's model, as the owner role, because the application can only read this table.

    Raises:
        InvalidError: If an argument is not valid.
    """
    tier = line(tier, "The tier", at_most=TIER_MAX)
    if not MODEL.fullmatch(model):
        raise InvalidError("Specify the model as provider:model, such as openai:gpt-4.1-mini or ollama:llama3.2.")
    if base_url is not None:
        _judge(base_url)
    async with _connected(owner_url(settings)) as database:
        await database.execute(
            "INSERT INTO model_access"
            " (tier, purpose, model, base_url, input_price_per_million, output_price_per_million)"
            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tier, purpose) DO UPDATE SET model = EXCLUDED.model,"
            " base_url = EXCLUDED.base_url, input_price_per_million = EXCLUDED.input_price_per_million,"
            " output_price_per_million = EXCLUDED.output_price_per_million",
            tier,
            purpose,
            model,
            base_url,
            Decimal(str(input_price)),
            Decimal(str(output_price)),
        )


async def remove(settings: Settings, *, tier: str, purpose: str) -> None:
    """Remove a tier's model.

    Raises:
        TierHasNoModel: If the tier has no such model.
    """
    async with _connected(owner_url(settings)) as database:
        done = await database.execute("DELETE FROM model_access WHERE tier = $1 AND purpose = $2", tier, purpose)
    if done == "DELETE 0":
        raise TierHasNoModel


def _judge(base_url: str) -> None:
    try:
        parts = urlsplit(base_url)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_address = False
    if not is_address or len(base_url) > ADDRESS_MAX or not base_url.isprintable() or " " in base_url:
        raise InvalidError("--base-url must be an address such as http://127.0.0.1:11434/v1.")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise InvalidError(
            "--base-url must not contain a key or password. Set the provider's own environment variables instead."
        )


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url, timeout=TIMEOUT_SECONDS)
    try:
        yield connection
    finally:
        await connection.close()
