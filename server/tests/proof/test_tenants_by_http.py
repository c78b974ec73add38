"""No tenant reaches another over HTTP, and no customer another: generated from the route table of the API.

A new route, path parameter or id in a body fails here until it is covered.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from chorus.core.ids import new_id
from chorus.http.app import OPEN_TO_ALL, forgotten_guards
from chorus.identity.scopes import OF_KEYS, Scope
from chorus.processes.api import build_app
from tests.proof import callers
from tests.proof.callers import Caller
from tests.proof.named import BODIES, ECHOES, FILES, NAMED, QUERIES
from tests.proof.stack import Stack
from tests.proof.victim_data import CANARY, VictimData, create_victim_data

REFUSED = {401, 403, 404}
APP = build_app()
A_CUSTOMER_S = {"conversation_id", "customer_id", "message_id", "attachment_id"}


@dataclass(frozen=True)
class Endpoint:
    """A route of the table."""

    method: str
    path: str
    models: tuple[Any, ...]
    queries: tuple[tuple[str, Any], ...]

    @property
    def name(self) -> str:
        """As the tables above call it."""
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[str]:
        """Of the path."""
        return re.findall(r"\{(\w+)\}", self.path)

    async def ask(self, caller: Caller, ids: dict[str, str], body: Any = None) -> httpx2.Response:
        """The request with these ids in the path."""
        path = self.path.format(**ids) + QUERIES.get(self.name, "")
        if self.name in FILES:
            return await caller.ask(self.method, path, files=FILES[self.name])
        found = BODIES.get(self.name) if body is None else body
        return await caller.ask(self.method, path, **({} if found is None else {"json": found}))


def endpoints(app: FastAPI = APP) -> Iterator[Endpoint]:
    """The route table, but for what is open to all."""
    for context in iter_route_contexts(app.routes):
        if not isinstance(context.original_route, APIRoute):
            continue
        route: Any = context
        for method in route.methods:
            if f"{method} {route.path}" not in OPEN_TO_ALL:
                models = () if route.body_field is None else (route.body_field.field_info.annotation,)
                queries = tuple((one.alias, one.field_info.annotation) for one in route.dependant.query_params)
                yield Endpoint(method, route.path, models, queries)


ALL = sorted(endpoints(), key=lambda endpoint: endpoint.name)
WITH_IDS = [endpoint for endpoint in ALL if endpoint.parameters]
each = pytest.mark.parametrize("endpoint", ALL, ids=lambda endpoint: endpoint.name)
each_with_ids = pytest.mark.parametrize("endpoint", WITH_IDS, ids=lambda endpoint: endpoint.name)


@dataclass
class Scene:
    """The victim, and everybody who tries."""

    victim: VictimData
    other: VictimData
    intruders: dict[str, Caller]
    before: Mapping[str, Any]


@pytest.fixture(scope="module")
async def scene(stack: Stack) -> AsyncIterator[Scene]:
    async with callers.http_to(stack) as http:
        victim, other = await create_victim_data(stack, http, "Globex"), await create_victim_data(stack, http, "Acme")
        key = await other.ines.post("/v1/api-keys", {"name": "all", "scopes": sorted(OF_KEYS)})
        intruders = {
            "their agent": other.ada,
            "their supervisor": await other.tenant.log_in(http, "Sam"),
            "their admin": other.ines,
            "their program": Caller(http, "program", key["id"], key["key"]),
            "their customer": other.bao,
            "another customer": await victim.tenant.customer(http, "Mallory"),
            "nobody": Caller(http, "nobody", "", ""),
        }
        before = await victim.snapshot()
        yield Scene(victim, other, intruders, before)
        assert await victim.snapshot() == before


def test_no_endpoint_is_unguarded_by_mistake() -> None:
    assert forgotten_guards(APP) == set()


@each_with_ids
async def test_a_foreign_id_opens_nothing(scene: Scene, endpoint: Endpoint) -> None:
    unknown = set(endpoint.parameters) - scene.victim.ids.keys()
    assert not unknown, f"say in victim_data.py what {unknown} names"
    for who, intruder in scene.intruders.items():
        answer = await endpoint.ask(intruder, scene.victim.ids)
        assert answer.status_code in REFUSED, f"{who}: {answer.status_code} {answer.text[:300]}"
        assert CANARY not in answer.text, who
    assert await scene.victim.snapshot() == scene.before


@each_with_ids
async def test_a_foreign_id_gets_the_answer_of_one_that_does_not_exist(scene: Scene, endpoint: Endpoint) -> None:
    nothing = dict.fromkeys(endpoint.parameters, str(new_id()))
    for who, intruder in scene.intruders.items():
        foreign = await endpoint.ask(intruder, scene.victim.ids)
        missing = await endpoint.ask(intruder, nothing)
        assert (foreign.status_code, foreign.json()) == (missing.status_code, missing.json()), who


@pytest.mark.parametrize("path", [one.path for one in WITH_IDS if one.method == "GET"])
async def test_what_is_refused_to_others_is_there_for_its_own(scene: Scene, path: str) -> None:
    endpoint = next(one for one in WITH_IDS if one.name == f"GET {path}")
    answer = await endpoint.ask(scene.victim.ines, scene.victim.ids)
    # The conversation has an agent, so it waits in no queue.
    assert answer.status_code == (409 if path.endswith("/queue-place") else 200), answer.text


@each
async def test_a_customer_s_token_opens_only_what_is_for_customers(scene: Scene, endpoint: Endpoint) -> None:
    mallory = scene.intruders["another customer"]
    own = {**scene.victim.ids, "conversation_id": mallory.conversation_id, "customer_id": mallory.id}
    answer = await endpoint.ask(mallory, own)
    assert CANARY not in answer.text
    assert answer.status_code < 500
    if Scope.CUSTOMER not in scopes_of(endpoint):
        assert answer.status_code in REFUSED, answer.text


def scopes_of(endpoint: Endpoint) -> set[str]:
    """Which kinds of tokens the OpenAPI document names for it; a customer's counts as a scope."""
    security = APP.openapi()["paths"][endpoint.path][endpoint.method.lower()].get("security", [])
    return {str(Scope.CUSTOMER) for scheme in security if "customer" in scheme}


@each
async def test_without_a_token_there_is_nothing(scene: Scene, endpoint: Endpoint) -> None:
    answer = await endpoint.ask(scene.intruders["nobody"], scene.other.ids)
    assert answer.status_code == 401, answer.text


@pytest.mark.parametrize("path", [one.path for one in ALL if one.method == "GET" and not one.parameters])
async def test_a_list_holds_only_one_s_own(scene: Scene, path: str) -> None:
    endpoint = next(one for one in ALL if one.name == f"GET {path}")
    for who in ("their agent", "their supervisor", "their admin", "their program", "their customer"):
        answer = await endpoint.ask(scene.intruders[who], {})
        for id_ in (*scene.victim.ids.values(), str(scene.victim.tenant.id)):
            assert id_ not in answer.text, who


@each
async def test_the_tenant_comes_from_the_token_and_from_nowhere_else(scene: Scene, endpoint: Endpoint) -> None:
    for name in ("tenantId", "tenant_id"):
        if (body := BODIES.get(endpoint.name)) is not None:
            answer = await endpoint.ask(scene.other.ines, scene.other.ids, {**body, name: str(scene.victim.tenant.id)})
            assert answer.status_code in REFUSED | {422}, answer.text


def ids_in(model: Any, prefix: str = "") -> Iterator[str]:
    """The fields of a body, as the wire calls them, that name things by id."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        for name, info in model.model_fields.items():
            alias = prefix + (info.alias or name)
            if UUID in (info.annotation, *flattened(info.annotation)):
                yield alias
            for part in flattened(info.annotation):
                yield from ids_in(part, f"{alias}.")
    else:
        for part in get_args(model):
            yield from ids_in(part, prefix)


def flattened(annotation: Any) -> list[Any]:
    """The types that an annotation is made of."""
    return [one for part in get_args(annotation) for one in flattened(part)] or [annotation]


def test_every_id_that_a_request_can_name_is_tried() -> None:
    found = {
        endpoint.name: {*(alias for model in endpoint.models for alias in ids_in(model))}
        | {alias for alias, annotation in endpoint.queries if UUID in flattened(annotation)}
        for endpoint in ALL
    }
    assert {name: ids for name, ids in found.items() if ids} == {name: set(ids) for name, ids in NAMED.items()}


def test_every_body_is_known() -> None:
    taking = {endpoint.name for endpoint in ALL if endpoint.models}
    assert taking - BODIES.keys() == set()
    assert BODIES.keys() - {endpoint.name for endpoint in ALL} == set()


@pytest.mark.parametrize("name", NAMED)
async def test_a_foreign_id_in_a_request_takes_nothing(scene: Scene, name: str) -> None:
    endpoint = next(one for one in ALL if one.name == name)
    for alias, thing in NAMED[name].items():
        foreign: Any = scene.victim.ids[thing]
        for who in ("their agent", "their admin", "their program", "their customer", "another customer"):
            if who == "another customer" and thing not in A_CUSTOMER_S:
                continue  # the same tenant's
            intruder = scene.intruders[who]
            own = {**scene.other.ids, "conversation_id": intruder.conversation_id or scene.other.ids["conversation_id"]}
            if endpoint.method == "GET":
                answer = await intruder.ask("GET", f"{endpoint.path}?{alias}={foreign}")
                assert CANARY not in answer.text.replace(f"Bao {CANARY}", "") or who == "their customer", who
                assert foreign not in answer.text, who
                continue
            answer = await endpoint.ask(intruder, own, naming(alias, foreign, BODIES.get(name) or {}))
            assert answer.status_code < 500, f"{who}: {answer.text}"
            assert answer.is_error or name in ECHOES or foreign not in answer.text, who
    assert await scene.victim.snapshot() == scene.before


def naming(alias: str, foreign: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body with the foreign id where `alias` says."""
    if alias == "settings.escalationRules.teamId":
        return {"settings": {"escalationRules": [{"name": "rule", "keywords": ["lawyer"], "teamId": foreign}]}}
    return {**body, alias: [foreign] if alias.endswith("Ids") else foreign}
