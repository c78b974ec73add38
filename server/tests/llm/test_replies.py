"""What providers send besides answers: cut replies, fences, refusals and waits; over HTTP, from a server that obeys."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, Literal

import pytest
from pydantic import Field
from structlog.testing import capture_logs

from chorus.bot.compose import Written
from chorus.llm import models
from chorus.llm.models import ModelAccess, ModelFailed, ModelKeys, Models
from chorus.llm.replies import Form, Usage, read_text, seconds_to_wait, told
from chorus.summaries.model import ModelBrief

needs_ai = pytest.mark.skipif(not models.is_installed(), reason="needs the extra `ai`")

Answer = tuple[int, dict[str, str], Any]


class Colour(Form):
    """The form of the answer."""

    name: str = ""
    shades: list[str] = Field(default_factory=list)
    kind: Literal["warm", "cold"] = "warm"


@asynccontextmanager
async def provider(answer: Callable[[dict[str, Any]], Answer]) -> AsyncIterator[ModelAccess]:
    """A server that speaks enough of OpenAI's protocol."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        status, headers, body = answer(json.loads(await reader.readexactly(length)))
        data = json.dumps(body).encode()
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(
            f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(data)}\r\n{lines}"
            "connection: close\r\n\r\n".encode()
            + data
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        yield ModelAccess("openai:small", url, Decimal(2), Decimal(8))


def completion(content: str, finish: str = "stop") -> Answer:
    message = {"role": "assistant", "content": content}
    return 200, {}, {
        "id": "1", "object": "chat.completion", "created": 1, "model": "small",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {"prompt_tokens": 40, "completion_tokens": 1_000, "total_tokens": 1_040},
    }  # fmt: skip


async def ask(access: ModelAccess, *, seconds: float = 20, keys: ModelKeys | None = None) -> Colour:
    return (await Models(keys).ask(access, Colour, [("human", "h")], seconds=seconds)).answer


@needs_ai
async def test_a_reply_that_was_cut_is_paid_for() -> None:
    async with provider(lambda _: completion('{"name": "bl', "length")) as access:
        with pytest.raises(ModelFailed) as failure:
            await ask(access)
    assert failure.value.usage == Usage(40, 1_000)


@needs_ai
@pytest.mark.parametrize(
    "text", ['```json\n{"name": "blue"}\n```', '```\n{"name": "blue"}```', 'Here you are:\n{"name": "blue"}\nBye']
)
async def test_json_in_fences_is_read(text: str) -> None:
    async with provider(lambda _: completion(text)) as access:
        assert (await ask(access)).name == "blue"


@needs_ai
async def test_the_schema_that_is_sent_has_no_defaults_and_requires_all() -> None:
    seen: list[dict[str, Any]] = []

    def answer(request: dict[str, Any]) -> Answer:
        seen.append(request)
        return completion('{"name": "blue"}')

    async with provider(answer) as access:
        assert (await ask(access)).kind == "warm"
    assert '"default"' not in json.dumps(seen)
    assert seen[0]["response_format"]["json_schema"]["schema"]["required"] == ["name", "shades", "kind"]


@pytest.mark.parametrize("form", [Written, ModelBrief])
def test_no_form_of_ours_has_a_default_in_its_schema(form: type[Form]) -> None:
    assert '"default"' not in json.dumps(form.model_json_schema())


@needs_ai
async def test_a_wait_longer_than_the_time_left_is_given_up_at_once() -> None:
    asked: list[Any] = []

    def answer(request: dict[str, Any]) -> Answer:
        asked.append(request)
        return 429, {"retry-after": "3600"}, {"error": {"message": "slow down"}}

    async with provider(answer) as access:
        async with asyncio.timeout(30):  # far below the hour that the provider asks for
            with pytest.raises(ModelFailed):
                await ask(access, seconds=600)
    assert len(asked) == 1


@needs_ai
async def test_a_passing_failure_is_tried_once_more() -> None:
    answers = iter([(503, {"retry-after": "0"}, {"error": {"message": "x"}}), completion('{"name": "blue"}')])
    async with provider(lambda _: next(answers)) as access:
        assert (await ask(access)).name == "blue"


@needs_ai
async def test_what_the_provider_says_is_in_the_log_without_secrets() -> None:
    key = "my-own-key-4711"
    said = f"Incorrect key {key}; sk-abcdef123456 of bao@example.org. The model `small` has no schema `x`."
    async with provider(lambda _: (400, {}, {"error": {"message": said}})) as access:
        with capture_logs() as logs, pytest.raises(ModelFailed):
            await ask(access, keys=ModelKeys({"openai": key}))
    [entry] = [one for one in logs if one["event"] == "model.failed"]
    assert "has no schema" in entry["said"]
    assert entry["status"] == 400
    for secret in (key, "sk-abcdef123456", "bao@example.org"):
        assert secret not in entry["said"]


def test_secrets_are_taken_out_of_what_is_logged() -> None:
    text = told(ValueError('api_key: "abc123", Authorization: Bearer abc.def.ghi and AKIAABCDEFGHIJKLMNOP'), [])
    for secret in ("abc123", "abc.def.ghi", "AKIAABCDEFGHIJKLMNOP"):
        assert secret not in text


class Refused(Exception):
    """A provider's error, as their libraries make them."""

    def __init__(self, status_code: int, headers: dict[str, str]) -> None:
        super().__init__("refused")
        self.status_code = status_code
        self.response = type("Response", (), {"headers": headers})()


def test_how_long_to_wait() -> None:
    assert seconds_to_wait(Refused(429, {"retry-after": "7"})) == 7
    assert (seconds_to_wait(Refused(503, {"retry-after": "Fri, 31 Dec 2999 23:59:59 GMT"})) or 0) > 1e9
    assert seconds_to_wait(Refused(500, {"retry-after": "soon"})) == 0.5
    assert seconds_to_wait(Refused(400, {"retry-after": "7"})) is None
    assert seconds_to_wait(ValueError("x")) is None


def test_text_without_json_is_no_answer() -> None:
    assert read_text(Colour, "no json at all") is None
    assert read_text(Colour, ["a", "list"]) is None
    assert read_text(Colour, "`" * 100_000) is None
