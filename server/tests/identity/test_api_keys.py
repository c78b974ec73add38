"""API keys and client credentials."""

import asyncio
import base64
from typing import Any

import pytest

from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.ids import TenantId
from chorus.identity import api_keys
from chorus.identity.logins.logins import lost
from tests import people
from tests.app import App, bearer, code_of


@pytest.fixture
async def ines_token(app: App, acme: TenantId) -> str:
    """Ines, admin, logged in."""
    return await app.token_of(await people.user(app.database, acme, "Ines", Role.ADMIN))


async def make(app: App, token: str, *scopes: str) -> dict[str, Any]:
    answer = await app.post("/v1/api-keys", token, json={"name": "Sync", "scopes": scopes or ("users:read",)})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def exchange(app: App, **form: str) -> Any:
    return await app.client.post("/v1/auth/token", data={"grant_type": "client_credentials"} | form)


async def test_a_key_is_a_bearer_token_for_its_scopes(app: App, ines_token: str, acme: TenantId) -> None:
    key = await make(app, ines_token, "users:read")
    actor = await app.auth.api_keys.verify(key["key"])

    assert (await app.get("/v1/users", key["key"])).status_code == 200
    assert code_of(await app.post("/v1/teams", key["key"], json={"name": "x"})) == "auth.scope_missing"
    assert code_of(await app.get("/v1/me", key["key"])) == "auth.scope_missing"
    assert (actor.kind, actor.tenant_id, actor.role, actor.name) == (ActorKind.AGENT, acme, None, "Sync")


async def test_the_secret_is_shown_once_and_stored_as_a_hash(app: App, ines_token: str, acme: TenantId) -> None:
    key = await make(app, ines_token)
    listed = (await app.get("/v1/api-keys", ines_token)).json()["items"]
    async with app.database.transaction(acme) as tx:
        stored = str(await tx.records("SELECT * FROM api_keys"))

    assert [item["id"] for item in listed] == [key["id"]]
    assert set(listed[0]) == {"id", "name", "scopes", "createdAt", "lastUsedAt"}
    assert key["clientSecret"] not in stored
    assert key["key"] == f"chk_{key['id'].replace('-', '')}_{key['clientSecret']}"


async def test_use_is_noted(app: App, ines_token: str) -> None:
    key = await make(app, ines_token)
    assert (await app.get("/v1/api-keys", ines_token)).json()["items"][0]["lastUsedAt"] is None
    await app.get("/v1/users", key["key"])

    assert (await app.get("/v1/api-keys", ines_token)).json()["items"][0]["lastUsedAt"] is not None


async def test_a_revoked_key_and_its_tokens_hold_no_longer(app: App, ines_token: str) -> None:
    key = await make(app, ines_token)
    token = (await exchange(app, client_id=key["clientId"], client_secret=key["clientSecret"])).json()["access_token"]
    assert (await app.get("/v1/users", token)).status_code == 200
    path = f"/v1/api-keys/{key['id']}"
    assert (await app.client.delete(path, headers=bearer(ines_token))).status_code == 204

    app.recheck_logins()
    assert code_of(await app.get("/v1/users", key["key"])) == "auth.token_refused"
    assert code_of(await app.get("/v1/users", token)) == "auth.login_lost"
    actor = app.auth.tokens.verify(token)
    assert await lost(app.database, [actor.id]) == {actor.id}
    assert (await exchange(app, client_id=key["clientId"], client_secret=key["clientSecret"])).status_code == 401
    assert code_of(await app.client.delete(path, headers=bearer(ines_token))) == "api_key.not_found"
    assert (await app.get("/v1/api-keys", ines_token)).json()["items"] == []


@pytest.mark.parametrize("change", ["secret", "id", "prefix", "cut", "long"])
async def test_a_wrong_key_is_refused(app: App, ines_token: str, change: str) -> None:
    key, other = (await make(app, ines_token))["key"], (await make(app, ines_token))["key"]
    wrong = {
        "secret": key[:-1] + ("A" if key[-1] != "A" else "B"),
        "id": other[:37] + key[37:],
        "prefix": key.replace("chk_", "chk_x"),
        "cut": key[:30],
        "long": key + "A" * 500,
    }[change]

    assert code_of(await app.get("/v1/users", wrong)) == "auth.token_refused"


async def test_only_an_admin_makes_keys(app: App, ada: Actor, sam: Actor, ines_token: str) -> None:
    key = await make(app, ines_token, "users:write")
    for token in (await app.token_of(ada), await app.token_of(sam), key["key"]):
        refused = await app.post("/v1/api-keys", token, json={"name": "x", "scopes": ["users:read"]})
        assert (refused.status_code, code_of(refused)) == (403, "auth.scope_missing")


@pytest.mark.parametrize("scope", ["self", "customer", "api-keys:write", "everything"])
async def test_no_key_gets_a_persons_or_a_customers_scope(app: App, ines_token: str, scope: str) -> None:
    refused = await app.post("/v1/api-keys", ines_token, json={"name": "x", "scopes": ["users:read", scope]})

    assert code_of(refused) == "auth.scope_unknown"


async def test_one_key_too_many_is_refused_until_another_is_revoked(
    app: App, ines_token: str, globex: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_keys, "KEYS_PER_TENANT", 2)
    first, _ = [await make(app, ines_token) for _ in range(2)]
    body = {"name": "Sync", "scopes": ["users:read"]}

    refused = await app.post("/v1/api-keys", ines_token, json=body)

    assert (refused.status_code, code_of(refused)) == (409, "api_key.too_many")
    assert await make(app, await app.token_of(await people.user(app.database, globex, "Olga", Role.ADMIN)))
    await app.client.delete(f"/v1/api-keys/{first['id']}", headers=bearer(ines_token))
    answers = await asyncio.gather(*(app.post("/v1/api-keys", ines_token, json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_another_tenants_keys_are_not_seen_and_not_revoked(app: App, ines_token: str, globex: TenantId) -> None:
    key = await make(app, ines_token)
    stranger = await app.token_of(await people.user(app.database, globex, "Olga", Role.ADMIN))

    assert (await app.get("/v1/api-keys", stranger)).json()["items"] == []
    refused = await app.client.delete(f"/v1/api-keys/{key['id']}", headers=bearer(stranger))
    assert code_of(refused) == "api_key.not_found"
    assert (await app.get("/v1/users", key["key"])).status_code == 200


async def test_client_credentials_give_a_short_token_in_the_rfcs_spelling(app: App, ines_token: str) -> None:
    key = await make(app, ines_token, "users:read", "kb:read")
    answer = await exchange(app, client_id=key["clientId"], client_secret=key["clientSecret"])

    assert answer.headers["Cache-Control"] == "no-store"
    assert {name: value for name, value in answer.json().items() if name != "access_token"} == {
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "kb:read users:read",
    }
    assert (await app.get("/v1/users", answer.json()["access_token"])).status_code == 200


async def test_client_credentials_come_by_http_basic_too(app: App, ines_token: str) -> None:
    key = await make(app, ines_token)
    basic = base64.b64encode(f"{key['clientId']}:{key['clientSecret']}".encode()).decode()
    answer = await app.client.post(
        "/v1/auth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )

    assert answer.status_code == 200


async def test_a_token_can_be_asked_for_with_fewer_scopes_and_not_with_more(app: App, ines_token: str) -> None:
    key = await make(app, ines_token, "users:read", "kb:read")
    client = {"client_id": key["clientId"], "client_secret": key["clientSecret"]}
    fewer = (await exchange(app, **client, scope="kb:read")).json()

    assert fewer["scope"] == "kb:read"
    assert code_of(await app.get("/v1/users", fewer["access_token"])) == "auth.scope_missing"
    assert (await exchange(app, **client, scope="users:write")).json() == {"error": "invalid_scope"}


@pytest.mark.parametrize(
    ("form", "status", "word"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_id": "x", "client_secret": "y"}, 401, "invalid_client"),
        ({"client_id": "01970000-0000-7000-8000-000000000000", "client_secret": "y"}, 401, "invalid_client"),
        ({}, 401, "invalid_client"),
    ],
)
async def test_refusals_are_the_rfcs(app: App, form: dict[str, str], status: int, word: str) -> None:
    answer = await exchange(app, **form)

    assert (answer.status_code, answer.json()) == (status, {"error": word})


async def test_a_garbled_basic_header_is_refused(app: App) -> None:
    answer = await app.client.post(
        "/v1/auth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": "Basic %%%"}
    )

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Basic")


async def test_guessing_clients_is_limited(app: App) -> None:
    codes = {(await exchange(app, client_id="x", client_secret=str(number))).status_code for number in range(61)}

    assert codes == {401, 429}
