"""Language models: which one a tenant may use, how to ask it within a deadline, and what it cost.

Providers by LangChain, loaded at the first use and only here: OpenAI and whatever speaks its protocol, Anthropic,
Bedrock, Ollama. `model_access.model` is LangChain's name, `provider:model`.
"""

import asyncio
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from chorus.core.clock import now
from chorus.core.errors import UnavailableError
from chorus.core.ids import ConversationId, new_id
from chorus.llm.replies import (
    Usage,
    counted_usage,
    read_text,
    seconds_to_wait,
    text_in,
    told,
    usage_of,
    usage_of_failure,
)
from chorus.llm.table import UsageEntry
from chorus.stores.postgres.database import Database, Tx

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer", bound=BaseModel)
Purpose = Literal["bot", "brief"]
# What a tenant may spend on models in a day when its settings say nothing else.
TOKENS_PER_DAY = 2_000_000
TOKENS_OUT_MAX = 1_000
MODELS_MAX = 20
UNREADABLE = "The model did not answer in the form asked for."
_MILLION = Decimal(1_000_000)


class ModelFailed(UnavailableError):
    """The model was late, refused, or did not answer in the form asked for. What rules made stands.

    `usage` is what an answer cost that came and was of no use: the provider asks to be paid for it all the same.
    """

    code = "model.failed"
    message = "The language model did not respond."

    def __init__(self, text: str | None = None, *, usage: Usage | None = None) -> None:
        super().__init__(text)
        self.usage = usage


@dataclass(frozen=True, slots=True)
class ModelAccess:
    """Which model a tier may use for a purpose, and its prices."""

    model: str
    base_url: str | None
    input_price_per_million: Decimal
    output_price_per_million: Decimal


@dataclass(frozen=True, slots=True)
class Reply(Generic[Answer]):
    """The model's answer in the form asked for."""

    answer: Answer
    usage: Usage


async def access_of(tx: Tx, purpose: Purpose) -> ModelAccess | None:
    """Return the model of the tenant's tier; None without one, or when the day's tokens are spent."""
    rows = await tx.records(
        "SELECT m.model, m.base_url, m.input_price_per_million, m.output_price_per_million"
        " FROM model_access m JOIN tenants t ON t.tier = m.tier WHERE t.id = $1 AND m.purpose = $2",
        tx.tenant_id,
        purpose,
    )
    if not rows or await _is_spent(tx):
        return None
    return ModelAccess(**rows[0])


async def list_models(database: Database) -> list[ModelAccess]:
    """Return the models of every tier, each once."""
    rows = await database.unscoped(
        "SELECT DISTINCT ON (model, base_url) model, base_url, input_price_per_million, output_price_per_million"
        " FROM model_access ORDER BY model, base_url LIMIT $1",
        MODELS_MAX,
    )
    return [ModelAccess(**row) for row in rows]


async def record_usage(
    tx: Tx, access: ModelAccess, usage: Usage, *, purpose: Purpose, conversation_id: ConversationId
) -> None:
    """Write the tokens and their cost into the tenant's ledger."""
    cost = (
        usage.input_tokens * access.input_price_per_million + usage.output_tokens * access.output_price_per_million
    ) / _MILLION
    await tx.insert(
        UsageEntry(
            id=new_id(),
            tenant_id=tx.tenant_id,
            conversation_id=conversation_id,
            purpose=purpose,
            model=access.model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cost_usd=cost,
            created_at=now(),
        )
    )


async def _is_spent(tx: Tx) -> bool:
    row = await tx.records(
        "SELECT coalesce(sum(input_tokens + output_tokens), 0) AS spent,"
        " (SELECT settings ->> 'modelTokensPerDay' FROM tenants WHERE id = $1) AS allowed"
        " FROM usage_ledger WHERE tenant_id = $1 AND created_at > $2",
        tx.tenant_id,
        now() - timedelta(days=1),
    )
    allowed = row[0]["allowed"]
    limit = int(allowed) if allowed is not None and allowed.isdigit() else TOKENS_PER_DAY
    return int(row[0]["spent"]) >= limit


@dataclass(frozen=True, slots=True)
class ModelKeys:
    """Keys by provider; a provider without one reads what its own library reads."""

    by_provider: Mapping[str, str] = field(default_factory=dict, repr=False)


Make = Callable[[ModelAccess], Any]


class Models:
    """Chat models by access. `make` builds a LangChain chat model; tests hand in a double."""

    def __init__(self, keys: ModelKeys | None = None, make: Make | None = None) -> None:
        self._keys = keys or ModelKeys()
        self._make = make or self._by_langchain
        self._made: dict[tuple[str, str | None], Any] = {}

    async def ask(
        self, access: ModelAccess, schema: type[Answer], prompt: Sequence[tuple[str, str]], *, seconds: float
    ) -> Reply[Answer]:
        """Ask for an answer in the form of `schema`.

        Raises:
            ModelFailed: If the model is late, fails or answers in another form.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._ask_again(access, schema, prompt, deadline)
        except ModelFailed:
            raise
        except Exception as error:  # whatever the provider's library raises, what rules made stands
            usage = usage_of_failure(error)
            log.warning(
                "model.failed",
                model=access.model,
                error=type(error).__name__,
                status=getattr(error, "status_code", None),
                said=told(error, self._keys.by_provider.values()),
            )
            raise ModelFailed(usage=usage) from error

    async def _ask_again(
        self, access: ModelAccess, schema: type[Answer], prompt: Sequence[tuple[str, str]], deadline: float
    ) -> Reply[Answer]:
        """Ask, and retry once after a transient failure, unless the provider asks for more than the time left.

        Raises:
            ModelFailed: If the model is late, fails or answers in another form.
        """
        try:
            return await self._ask(access, schema, prompt)
        except ModelFailed:
            raise
        except Exception as error:
            seconds = seconds_to_wait(error)
            if seconds is None or asyncio.get_running_loop().time() + seconds >= deadline:
                raise
            await asyncio.sleep(seconds)
        return await self._ask(access, schema, prompt)

    async def _ask(self, access: ModelAccess, schema: type[Answer], prompt: Sequence[tuple[str, str]]) -> Reply[Answer]:
        model = await self._model(access)
        structured = model.with_structured_output(schema, include_raw=True)
        try:
            result = await structured.ainvoke(list(prompt))
        except ValidationError as error:  # the provider's library has read the answer itself, and kept what it cost
            written = text_in(error)
            answer, usage = read_text(schema, written), counted_usage(prompt, written)
        else:
            raw = result["raw"]
            usage = usage_of(raw, prompt)
            answer = result["parsed"]
            if not isinstance(answer, schema):
                answer = read_text(schema, getattr(raw, "content", None))
        if answer is None:
            log.warning("model.unreadable", model=access.model)
            raise ModelFailed(UNREADABLE, usage=usage)
        return Reply(answer, usage)

    async def _model(self, access: ModelAccess) -> Any:
        key = (access.model, access.base_url)
        if key not in self._made:
            # Importing a provider takes seconds; the loop goes on meanwhile.
            self._made[key] = await asyncio.to_thread(self._make, access)
        return self._made[key]

    async def warm(self, accesses: Sequence[ModelAccess]) -> None:
        """Build these models now, so that the first question need not pay for the import."""
        for access in accesses:
            try:
                await self._model(access)
            except Exception as error:  # said again, and handled, when it is asked
                log.warning("model.unusable", model=access.model, error=type(error).__name__)

    def _by_langchain(self, access: ModelAccess) -> Any:
        if not is_installed():
            raise ModelFailed("Language models need the extra `ai`.")
        from langchain.chat_models import init_chat_model  # noqa: PLC0415 - 1.6 s, only where a model is used

        return init_chat_model(access.model, **self._options(access))

    def _options(self, access: ModelAccess) -> dict[str, Any]:
        provider = access.model.partition(":")[0]
        options: dict[str, Any] = {"temperature": 0}
        if provider not in ("ollama", "bedrock", "bedrock_converse"):
            # The one retry is ours: a library waits as long as the provider asks, whatever time is left.
            options |= {"timeout": 20, "max_retries": 0}
        options["num_predict" if provider == "ollama" else "max_tokens"] = TOKENS_OUT_MAX
        if access.base_url:
            options["base_url"] = access.base_url
        key = self._keys.by_provider.get(provider)
        if key or (access.base_url and provider == "openai"):
            # A server of one's own often asks for no key, but the library insists on one.
            options["api_key"] = key or "none"
        return options


def is_installed() -> bool:
    """Return whether LangChain (the extra `ai`) is installed, without importing it."""
    return importlib.util.find_spec("langchain") is not None
