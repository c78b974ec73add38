"""A language model that says what a test wants, through LangChain as a real one would."""

import asyncio
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from typing_extensions import override

from chorus.core.ids import TenantId
from chorus.llm import models
from chorus.llm.models import ModelAccess, Models
from chorus.stores.postgres.database import Database

needs_ai = pytest.mark.skipif(not models.is_installed(), reason="needs the extra `ai`")
ACCESS = ModelAccess("double:one", None, Decimal(3), Decimal(15))

# What the model does with a prompt: the arguments of its answer, or an exception.
Behave = Callable[[str], dict[str, Any] | str]


class Double:
    """Keeps every prompt that it got."""

    def __init__(self, behave: Behave, *, seconds: float = 0.0) -> None:
        self.prompts: list[str] = []
        self._behave = behave
        self._seconds = seconds

    @property
    def models(self) -> Models:
        """The factory that gives this model for any access."""
        return Models(make=lambda _: self.chat_model())

    def chat_model(self) -> Any:
        """A LangChain chat model."""
        from langchain_core.language_models import GenericFakeChatModel  # noqa: PLC0415 - the extra `ai`
        from langchain_core.messages import AIMessage  # noqa: PLC0415
        from langchain_core.outputs import ChatGeneration, ChatResult  # noqa: PLC0415

        double = self

        class Scripted(GenericFakeChatModel):  # type: ignore[misc]
            tool: str = ""

            @override
            def bind_tools(self, tools: Sequence[Any], **_: Any) -> Any:
                return self.model_copy(update={"tool": tools[0].__name__})

            @override
            async def _agenerate(self, messages: Any, *_: Any, **__: Any) -> ChatResult:
                prompt = "\n".join(str(message.content) for message in messages)
                double.prompts.append(prompt)
                await asyncio.sleep(double._seconds)
                found = double._behave(prompt)
                calls = [] if isinstance(found, str) else [{"name": self.tool, "args": found, "id": "1"}]
                usage = {"input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100}
                message = AIMessage(found if isinstance(found, str) else "", tool_calls=calls, usage_metadata=usage)
                return ChatResult(generations=[ChatGeneration(message=message)])

        return Scripted(messages=iter(()))


async def give_model(owner_url: str, database: Database, tenant_id: TenantId, purpose: str) -> None:
    """The tenant's tier may use the model. Only the owner may say so."""
    import asyncpg  # noqa: PLC0415

    tier = f"t{tenant_id.hex[-12:]}"
    async with database.transaction(tenant_id) as tx:
        await tx.execute("UPDATE tenants SET tier = $2 WHERE id = $1", tenant_id, tier)
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute(
            "INSERT INTO model_access (tier, purpose, model, input_price_per_million, output_price_per_million)"
            " VALUES ($1, $2, 'double:one', 3, 15)",
            tier,
            purpose,
        )
    finally:
        await connection.close()
