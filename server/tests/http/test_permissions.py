"""Every route lets in whom its contract names, and nobody else: by role, by scope of a key, and as a customer."""

import re
from typing import Any

import pytest

from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.ids import TenantId, new_id
from chorus.identity.scopes import OF_CUSTOMER, OF_KEYS, OF_ROLE
from chorus.processes.api import build_app
from tests import people
from tests.app import App, code_of

Security = list[dict[str, list[str]]]
ROUTES: dict[str, Security] = {
    f"{method.upper()} {path}": operation["security"]
    for path, methods in build_app().openapi()["paths"].items()
    for method, operation in methods.items()
    if operation.get("security")
}
each = pytest.mark.parametrize("route", ROUTES)


def may(scopes: frozenset[str], scheme: str, security: Security) -> bool:
    """Whether the contract lets in a caller of this scheme. One scope of those that are named is enough."""
    named = [set(one[scheme]) for one in security if scheme in one]
    return any(not wanted or not wanted.isdisjoint(scopes) for wanted in named)


async def answer(app: App, route: str, who: Actor | str | None) -> Any:
    """Ask with made-up ids and without a body: who may, is told that it is not there or not complete."""
    method, path = route.split()
    return await app.ask(method, re.sub(r"\{\w+\}", lambda _: str(new_id()), path), who)


async def is_let_in(app: App, route: str, who: Actor | str) -> bool:
    """Whether the guard lets them in; what the use case says then is another matter."""
    found = await answer(app, route, who)
    assert found.status_code != 401, found.text
    return found.status_code < 400 or code_of(found) != "auth.scope_missing"


@each
async def test_nobody_gets_in_without_a_token(app: App, route: str) -> None:
    found = await answer(app, route, None)
    assert (found.status_code, code_of(found)) == (401, "auth.required")


@each
async def test_each_role_gets_in_where_the_contract_says_so(app: App, route: str, acme: TenantId) -> None:
    told = {role: may(OF_ROLE[role], "user", ROUTES[route]) for role in Role}
    users = {role: await people.user(app.database, acme, role.value.title(), role) for role in Role}
    assert {role: await is_let_in(app, route, user) for role, user in users.items()} == told


@each
async def test_a_customer_gets_in_where_the_contract_says_so(app: App, route: str, bao: Actor) -> None:
    assert await is_let_in(app, route, bao) == may(OF_CUSTOMER, "customer", ROUTES[route])


@each
async def test_a_key_gets_in_by_one_of_its_scopes_alone(app: App, route: str, acme: TenantId) -> None:
    named = {scope for one in ROUTES[route] for scope in one.get("service", [])}
    assert named <= OF_KEYS
    for scopes in (frozenset(named), frozenset(OF_KEYS - named)):
        service = Actor(ActorKind.AGENT, acme, new_id(), None, scopes, None, "Sync")
        assert await is_let_in(app, route, service) == may(scopes, "service", ROUTES[route])


def test_more_rank_never_means_fewer_scopes() -> None:
    assert OF_ROLE[Role.AGENT] < OF_ROLE[Role.SUPERVISOR] < OF_ROLE[Role.ADMIN]
    assert OF_CUSTOMER.isdisjoint(OF_ROLE[Role.ADMIN])
