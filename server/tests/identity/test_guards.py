"""What stands before every endpoint."""

from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request

from chorus.core.actor import Actor, Role
from chorus.identity.guards import actor, address_of, require, unguarded
from chorus.identity.routes import PUBLIC
from chorus.identity.scopes import MEANING, OF_CUSTOMER, OF_KEYS, OF_ROLE, Scope
from tests.app import App, code_of


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "abc", "Token abc"])
async def test_without_a_bearer_token_nobody_gets_in(app: App, header: str) -> None:
    answer = await app.client.get("/v1/users", headers={"Authorization": header})

    assert (answer.status_code, code_of(answer)) == (401, "auth.required")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_garbled_token_is_refused(app: App) -> None:
    for token in ("a.b.c", "chk_", "chk_x_y", "é", "x" * 9000):
        answer = await app.client.get("/v1/users", headers={b"Authorization": f"Bearer {token}".encode()})
        assert (answer.status_code, code_of(answer)) == (401, "auth.token_refused")


async def test_the_scheme_is_written_in_any_case(app: App, ada: Actor) -> None:
    headers = {"Authorization": f"bEARER {await app.token_of(ada)}"}

    assert (await app.client.get("/v1/users", headers=headers)).status_code == 200


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_may_what_the_table_says(app: App, ada: Actor, role: Role) -> None:
    async with app.database.transaction(ada.tenant_id) as tx:
        await tx.execute("UPDATE users SET role = $2 WHERE id = $1", ada.id, role.value)
    token = await app.token_of(ada)

    assert set((await app.get("/v1/me", token)).json()["scopes"]) == OF_ROLE[role]
    answer = await app.post("/v1/teams", token, json={"name": "x"})
    assert answer.status_code == (201 if role is Role.ADMIN else 403)


def test_the_scopes_are_told_apart() -> None:
    assert set(MEANING) == set(Scope)
    assert OF_ROLE[Role.AGENT] < OF_ROLE[Role.SUPERVISOR] < OF_ROLE[Role.ADMIN]
    assert all(OF_CUSTOMER.isdisjoint(scopes) for scopes in (*OF_ROLE.values(), OF_KEYS))
    assert OF_ROLE[Role.ADMIN] > OF_KEYS


def test_an_endpoint_cannot_ask_for_what_does_not_exist() -> None:
    with pytest.raises(ValueError, match="everything"):
        require("everything")
    with pytest.raises(ValueError, match="at least one"):
        require()


def test_an_endpoint_without_a_guard_is_found() -> None:
    router = APIRouter()

    @router.get("/open")
    async def no_guard() -> None: ...

    @router.get("/closed")
    async def scoped(found: Annotated[Actor, Depends(require(Scope.KB_READ))]) -> None: ...

    @router.get("/anybody")
    async def anybody(found: Annotated[Actor, Depends(actor)]) -> None: ...

    @router.get("/behind", dependencies=[Depends(require(Scope.CUSTOMER))])
    async def behind() -> None: ...

    app = FastAPI(openapi_url=None)
    app.include_router(router, prefix="/v1")

    assert unguarded(app.routes) == {"GET /v1/open"}


def test_auth_guards_all_but_its_doors(app: App) -> None:
    assert {found for found in unguarded(app.fastapi.routes) if "/auth/" in found or "/jwks" in found} == PUBLIC


def test_the_document_names_the_scopes(app: App) -> None:
    document = app.fastapi.openapi()
    schemes = document["components"]["securitySchemes"]

    assert document["paths"]["/v1/users"]["post"]["security"] == [
        {"service": ["users:write"]},
        {"user": ["users:write"]},
    ]
    sockets: list[dict[str, Any]] = document["paths"]["/v1/sockets"]["post"]["security"]
    assert sockets == [{"service": ["conversations:write"]}, {"user": ["conversations:write"]}, {"customer": []}]
    assert schemes["service"]["flows"]["clientCredentials"]["tokenUrl"] == "/v1/auth/token"
    assert set(schemes["service"]["flows"]["clientCredentials"]["scopes"]) == OF_KEYS
    assert document["paths"]["/v1/api-keys"]["get"]["security"] == [{"user": ["api-keys:write"]}]  # no key makes keys
    assert "security" not in document["paths"]["/v1/auth/login"]["post"]


async def test_the_key_set_is_public_and_verifies(app: App) -> None:
    answer = await app.get("/.well-known/jwks.json")

    assert answer.json() == {"keys": app.auth.tokens.users.public()}
    assert "d" not in answer.json()["keys"][0]
    customers = set(app.auth.tokens.customers.keys)
    assert customers.isdisjoint(key["kid"] for key in answer.json()["keys"])


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("", "local"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_counts_as_what_one_caller_holds(host: str, address: str) -> None:
    request = Request({"type": "http", "client": (host, 1), "headers": []})

    assert address_of(request) == address


def test_a_forwarded_header_of_anybody_counts_for_nothing() -> None:
    request = Request(
        {"type": "http", "client": ("203.0.113.7", 1), "headers": [(b"x-forwarded-for", b"198.51.100.1")]}
    )

    assert address_of(request) == "203.0.113.7"
