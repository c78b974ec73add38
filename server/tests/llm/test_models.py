"""Which model a tenant may use, what is asked of it, what it costs; over HTTP as a provider would answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from pydantic import BaseModel

from chorus.core.clock import now
from chorus.core.ids import ConversationId, TenantId, new_id
from chorus.llm import models
from chorus.llm.models import ModelAccess, ModelFailed, ModelKeys, Models, access_of, list_models, record_usage
from chorus.llm.replies import Usage
from chorus.stores import embedded
from chorus.stores.postgres.database import Database

needs_ai = pytest.mark.skipif(not models.is_installed(), reason="needs the extra `ai`")


class Colour(BaseModel):
    """The form of the answer."""

    name: str


def access(model: str, base_url: str | None = None) -> ModelAccess:
    return ModelAccess(model, base_url, Decimal(2), Decimal(8))


@asynccontextmanager
async def provider(answer: Callable[[dict[str, Any]], tuple[int, Any]]) -> AsyncIterator[str]:
    """A server that speaks enough of OpenAI's protocol; the URL to set as `base_url`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        status, body = answer(json.loads(await reader.readexactly(length)))
        data = json.dumps(body).encode()
        writer.write(
            b"HTTP/1.1 %d X\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s"
            % (status, len(data), data)
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


def completion(content: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "small",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 40, "completion_tokens": 5, "total_tokens": 45},
    }


@needs_ai
async def test_a_server_that_speaks_openais_protocol_answers() -> None:
    asked: list[dict[str, Any]] = []

    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        asked.append(request)
        return 200, completion('{"name": "blue"}')

    async with provider(answer) as url:
        reply = await Models().ask(access("openai:small", url), Colour, [("system", "s"), ("human", "h")], seconds=20)
    assert reply.answer == Colour(name="blue")
    assert reply.usage == Usage(40, 5)
    [request] = asked
    assert (request["model"], request["temperature"]) == ("small", 0)
    assert [message["content"] for message in request["messages"]] == ["s", "h"]


@needs_ai
@pytest.mark.parametrize(
    "answer",
    [(500, {"error": {"message": "x"}}), (401, {"error": {"message": "x"}}), (200, completion("no json")), (200, {})],
    ids=["broken", "refused", "unreadable", "empty"],
)
async def test_every_failure_is_one_refusal(answer: tuple[int, Any]) -> None:
    async with provider(lambda _: answer) as url:
        with pytest.raises(ModelFailed):
            await Models().ask(access("openai:small", url), Colour, [("human", "h")], seconds=20)


@needs_ai
async def test_an_answer_that_cannot_be_read_has_its_price() -> None:
    async with provider(lambda _: (200, completion("no json"))) as url:
        with pytest.raises(ModelFailed) as failure:
            await Models().ask(access("openai:small", url), Colour, [("human", "h" * 80)], seconds=20)
    # Counted by us: the library that read the answer kept what the provider said.
    assert failure.value.usage == Usage(20, 1)


@needs_ai
async def test_a_refusal_has_no_price() -> None:
    async with provider(lambda _: (401, {"error": {"message": "x"}})) as url:
        with pytest.raises(ModelFailed) as failure:
            await Models().ask(access("openai:small", url), Colour, [("human", "h")], seconds=20)
    assert failure.value.usage is None


async def test_the_models_that_any_tier_may_use_are_built_before_they_are_asked(
    postgres: embedded.Postgres, database: Database, acme: TenantId
) -> None:
    await _tier(postgres, database, acme)
    built: list[str] = []

    await Models(make=lambda found: built.append(found.model)).warm(await list_models(database))

    assert "openai:x" in built
    assert len(built) == len(set(built))


@needs_ai
async def test_a_model_that_is_not_there_or_unknown() -> None:
    for found in (access("openai:small", "http://127.0.0.1:9/v1"), access("nobody:x"), access("")):
        with pytest.raises(ModelFailed):
            await Models().ask(found, Colour, [("human", "h")], seconds=20)


@needs_ai
async def test_warming_up_never_fails() -> None:
    await Models().warm([access("nobody:x"), access("openai:small", "http://127.0.0.1:9/v1")])


@needs_ai
@pytest.mark.parametrize(
    ("model", "base_url", "name"),
    [
        ("openai:gpt", None, "ChatOpenAI"),
        ("anthropic:claude", None, "ChatAnthropic"),
        ("ollama:llama", "http://127.0.0.1:11434", "ChatOllama"),
    ],
)
def test_the_providers_can_be_built(model: str, base_url: str | None, name: str) -> None:
    keys = ModelKeys({"openai": "k", "anthropic": "k"})
    built = Models(keys)._by_langchain(access(model, base_url))
    assert type(built).__name__ == name


def test_options_by_provider() -> None:
    found = Models(ModelKeys({"anthropic": "k"}))
    assert found._options(access("anthropic:claude"))["api_key"] == "k"
    assert found._options(access("openai:x", "http://localhost/v1"))["api_key"] == "none"
    assert "api_key" not in found._options(access("openai:x"))
    assert "timeout" not in found._options(access("bedrock_converse:x"))
    assert found._options(access("ollama:x"))["num_predict"] == models.TOKENS_OUT_MAX
    assert "k" not in repr(ModelKeys({"anthropic": "k"})).replace("ModelKeys", "")


async def _tier(postgres: embedded.Postgres, database: Database, tenant_id: TenantId) -> None:
    tier = f"t{tenant_id.hex[-12:]}"
    async with database.transaction(tenant_id) as tx:
        await tx.execute("UPDATE tenants SET tier = $2 WHERE id = $1", tenant_id, tier)
    connection = await asyncpg.connect(postgres.owner_url)
    await connection.execute(
        "INSERT INTO model_access (tier, purpose, model, base_url) VALUES ($1, 'bot', 'openai:x', 'http://localhost')",
        tier,
    )
    await connection.close()


async def test_the_tier_decides(
    postgres: embedded.Postgres, database: Database, acme: TenantId, globex: TenantId
) -> None:
    await _tier(postgres, database, acme)
    async with database.transaction(acme) as tx:
        found = await access_of(tx, "bot")
        assert found is not None
        assert (found.model, found.base_url) == ("openai:x", "http://localhost")
        assert await access_of(tx, "brief") is None
    async with database.transaction(globex) as tx:
        assert await access_of(tx, "bot") is None


async def test_tokens_are_booked_and_a_spent_day_closes_the_tap(
    postgres: embedded.Postgres, database: Database, acme: TenantId
) -> None:
    await _tier(postgres, database, acme)
    conversation = ConversationId(new_id())
    async with database.transaction(acme) as tx:
        await tx.execute("UPDATE tenants SET settings = $2 WHERE id = $1", acme, {"modelTokensPerDay": 1_500})
        await record_usage(tx, access("m"), Usage(1_000, 400), purpose="bot", conversation_id=conversation)
        [row] = await tx.records("SELECT cost_usd, created_at FROM usage_ledger")
        assert row["cost_usd"] == Decimal("0.0052")
        assert await access_of(tx, "bot") is not None
        await record_usage(tx, access("m"), Usage(50, 50), purpose="brief", conversation_id=conversation)
        assert await access_of(tx, "bot") is None
        assert (now() - row["created_at"]).total_seconds() < 60
        await tx.execute("UPDATE usage_ledger SET created_at = created_at - interval '25 hours'")
        assert await access_of(tx, "bot") is not None
