"""Whatever a request holds, the answer is a refusal in the one shape, which its OpenAPI names: from the route table."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest

from chorus.core.ids import new_id
from chorus.core.paging import encode_cursor
from chorus.identity.scopes import OF_KEYS
from chorus.processes.api import build_app
from tests.proof import callers
from tests.proof.callers import Caller
from tests.proof.named import BODIES, FILES, QUERIES
from tests.proof.stack import Stack
from tests.proof.test_tenants_by_http import Endpoint, each
from tests.proof.victim_data import VictimData, create_victim_data

# Written as JSON by hand: a lone surrogate and what no number type holds do not survive an encoder.
SPOILT = [
    '"a\\u0000b"',
    '"\\ud800"',
    f'"{"x" * 70_000}"',
    "1" * 400,
    "-1",
    "1e999",
    "null",
    "[]",
    '{"a": {}}',
    '"\\u202e"',
]
WHOLE = ["", "null", "[]", '"text"', "{", "[" * 2_000 + "]" * 2_000, '{"__proto__": {"a": 1}}', "\udcff"]
DOCUMENTED = {
    f"{method.upper()} {path}": {int(status) for status in operation["responses"]}
    for path, methods in build_app().openapi()["paths"].items()
    for method, operation in methods.items()
}
CURSORS = [
    encode_cursor("yesterday", str(new_id())),
    encode_cursor("2026-01-01T00:00:00", str(new_id())),
    encode_cursor("2026-01-01T00:00:00+00:00", "nobody"),
    encode_cursor("a\x00b", str(new_id())),
    encode_cursor(1, None),
    encode_cursor(),
    "%00",
]
VALUES = ["%00", "a%00b", "1e999", "9" * 60, "-9223372036854775809", "%F0%9F%98%80", "%ED%A0%80"]


@pytest.fixture(scope="module")
async def scene(stack: Stack) -> AsyncIterator[tuple[VictimData, list[Caller]]]:
    async with callers.http_to(stack) as http:
        mine = await create_victim_data(stack, http, "Spoilt")
        key = await mine.ines.post("/v1/api-keys", {"name": "all", "scopes": sorted(OF_KEYS)})
        yield mine, [mine.ada, mine.ines, mine.bao, Caller(http, "program", key["id"], key["key"])]


def spoilt_bodies(body: Any) -> Iterator[str]:
    """One value of it at a time, and the whole."""
    yield from WHOLE
    if isinstance(body, dict):
        for name in body:
            for spoilt in SPOILT:
                rest = ", ".join(f'"{key}": {json.dumps(value)}' for key, value in body.items() if key != name)
                yield f'{{"{name}": {spoilt}{", " if rest else ""}{rest}}}'


def requests_to(endpoint: Endpoint, ids: dict[str, str]) -> Iterator[tuple[str, str | None]]:
    """Paths and bodies, each with one thing wrong."""
    path = endpoint.path.format(**ids)
    for parameter in endpoint.parameters:
        for value in ("x", "%00", "9" * 60):
            yield endpoint.path.format(**{**ids, parameter: value}), json.dumps(BODIES.get(endpoint.name))
    first = QUERIES.get(endpoint.name, "?")
    for name, _ in endpoint.queries:
        for value in CURSORS if name == "cursor" else VALUES:
            yield f"{path}{first}&{name}={value}", None
    if endpoint.name in BODIES:
        for body in spoilt_bodies(BODIES[endpoint.name]):
            yield path, body


@each
async def test_nothing_that_is_sent_makes_it_fail(scene: tuple[VictimData, list[Caller]], endpoint: Endpoint) -> None:
    mine, people = scene
    missing = {**mine.ids, **dict.fromkeys(("user_id", "key_id"), str(new_id()))}
    for path, body in requests_to(endpoint, missing):
        for caller in people:
            headers = {} if body is None else {"Content-Type": "application/json"}
            content = None if body is None else body.encode("utf-8", "surrogateescape")
            answer = await caller.ask(endpoint.method, path, content=content, headers=headers)
            what = f"{caller.name}: {endpoint.method} {path[:200]} {(body or '')[:200]!r}"
            assert_refused(answer, what)
            assert answer.status_code in DOCUMENTED[endpoint.name], f"{what}: {answer.status_code} {answer.text[:300]}"


@pytest.mark.parametrize("name", FILES)
async def test_no_upload_makes_it_fail(scene: tuple[VictimData, list[Caller]], name: str) -> None:
    mine, people = scene
    path = name.split()[1].format(**mine.ids)
    for file in (
        ("", b"", "text/plain"),
        ("a\x00b.txt", b"x", "text/plain"),
        ("x" * 5_000, b"%PDF-", "application/pdf"),
    ):
        for caller in people:
            assert_refused(await caller.ask("POST", path, files={"file": file}), f"{caller.name}: {file[0][:20]!r}")


async def test_sockets_are_for_who_may_read_too(scene: tuple[VictimData, list[Caller]]) -> None:
    mine, _ = scene
    for scopes, status in ((["conversations:write"], 403), (["conversations:read", "conversations:write"], 200)):
        key = await mine.ines.post("/v1/api-keys", {"name": "program", "scopes": scopes})
        program = Caller(mine.ines.http, "program", key["id"], key["key"])
        answer = await program.ask("POST", "/v1/sockets", json={})
        assert answer.status_code == status, answer.text


async def test_a_program_takes_no_conversation_and_no_unknown_team(scene: tuple[VictimData, list[Caller]]) -> None:
    mine, people = scene
    cy = await mine.tenant.customer(mine.ines.http, "Cy")
    path = f"/v1/conversations/{cy.conversation_id}"
    unknown = await mine.ada.ask("POST", f"{path}/escalation", json={"reason": "requested", "teamId": str(new_id())})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (422, "escalation.team_unknown")
    await cy.post(f"{path}/escalation", {"reason": "requested"})
    taken = await people[-1].ask("POST", f"{path}/accept")
    assert (taken.status_code, taken.json()["error"]["code"]) == (403, "conversation.only_people")


def assert_refused(answer: httpx2.Response, what: str) -> None:
    """Or done, where it was not that wrong."""
    assert answer.status_code < 500, f"{what}: {answer.status_code} {answer.text[:300]}"
    if answer.is_error:
        assert answer.json()["error"]["code"], what
