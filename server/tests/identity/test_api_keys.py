"""API keys and client credentials."""

import asyncio
import base64
from typing import Any

import pytest

from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.ids import TenantId
from chorus.identity import api_keys
from chorus.identity.logins.logins import lost
from tests.identity.house import House, bearer, code_of, employ


@pytest.fixture
async def ines_token(house: House, acme: TenantId) -> str:
    """Ines, admin, logged in."""
    return await house.token_of(await employ(house, acme, Role.ADMIN, "Ines"))


async def make(house: House, token: str, *scopes: str) -> dict[str, Any]:
    answer = await house.post("/v1/api-keys", token, json={"name": "Sync", "scopes": scopes or ("users:read",)})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def exchange(house: House, **form: str) -> Any:
    return await house.client.post("/v1/auth/token", data={"grant_type": "client_credentials"} | form)


async def test_a_key_is_a_bearer_token_for_its_scopes(house: House, ines_token: str, acme: TenantId) -> None:
    key = await make(house, ines_token, "users:read")
    actor = await house.auth.api_keys.verify(key["key"])

    assert (await house.get("/v1/users", key["key"])).status_code == 200
    assert code_of(await house.post("/v1/teams", key["key"], json={"name": "x"})) == "auth.scope_missing"
    assert code_of(await house.get("/v1/me", key["key"])) == "auth.scope_missing"
    assert (actor.kind, actor.tenant_id, actor.role, actor.name) == (ActorKind.AGENT, acme, None, "Sync")


async def test_the_secret_is_shown_once_and_stored_as_a_hash(house: House, ines_token: str, acme: TenantId) -> None:
    key = await make(house, ines_token)
    listed = (await house.get("/v1/api-keys", ines_token)).json()["items"]
    async with house.database.transaction(acme) as tx:
        stored = str(await tx.records("SELECT * FROM api_keys"))

    assert [item["id"] for item in listed] == [key["id"]]
    assert set(listed[0]) == {"id", "name", "scopes", "createdAt", "lastUsedAt"}
    assert key["clientSecret"] not in stored
    assert key["key"] == f"chk_{key['id'].replace('-', '')}_{key['clientSecret']}"


async def test_use_is_noted(house: House, ines_token: str) -> None:
    key = await make(house, ines_token)
    assert (await house.get("/v1/api-keys", ines_token)).json()["items"][0]["lastUsedAt"] is None
    await house.get("/v1/users", key["key"])

    assert (await house.get("/v1/api-keys", ines_token)).json()["items"][0]["lastUsedAt"] is not None


async def test_a_revoked_key_and_its_tokens_hold_no_longer(house: House, ines_token: str) -> None:
    key = await make(house, ines_token)
    token = (await exchange(house, client_id=key["clientId"], client_secret=key["clientSecret"])).json()["access_token"]
    assert (await house.get("/v1/users", token)).status_code == 200
    path = f"/v1/api-keys/{key['id']}"
    assert (await house.client.delete(path, headers=bearer(ines_token))).status_code == 204

    house.recheck()
    assert code_of(await house.get("/v1/users", key["key"])) == "auth.token_refused"
    assert code_of(await house.get("/v1/users", token)) == "auth.login_lost"
    actor = house.auth.tokens.verify(token)
    assert await lost(house.database, [actor.id]) == {actor.id}
    assert (await exchange(house, client_id=key["clientId"], client_secret=key["clientSecret"])).status_code == 401
    assert code_of(await house.client.delete(path, headers=bearer(ines_token))) == "api_key.not_found"
    assert (await house.get("/v1/api-keys", ines_token)).json()["items"] == []


@pytest.mark.parametrize("change", ["secret", "id", "prefix", "cut", "long"])
async def test_a_wrong_key_is_refused(house: House, ines_token: str, change: str) -> None:
    key, other = (await make(house, ines_token))["key"], (await make(house, ines_token))["key"]
    wrong = {
        "secret": key[:-1] + ("A" if key[-1] != "A" else "B"),
        "id": other[:37] + key[37:],
        "prefix": key.replace("chk_", "chk_x"),
        "cut": key[:30],
        "long": key + "A" * 500,
    }[change]

    assert code_of(await house.get("/v1/users", wrong)) == "auth.token_refused"


async def test_only_an_admin_makes_keys(house: House, ada: Actor, sam: Actor, ines_token: str) -> None:
    key = await make(house, ines_token, "users:write")
    for token in (await house.token_of(ada), await house.token_of(sam), key["key"]):
        refused = await house.post("/v1/api-keys", token, json={"name": "x", "scopes": ["users:read"]})
        assert (refused.status_code, code_of(refused)) == (403, "auth.scope_missing")


@pytest.mark.parametrize("scope", ["self", "customer", "api-keys:write", "everything"])
async def test_no_key_gets_a_persons_or_a_customers_scope(house: House, ines_token: str, scope: str) -> None:
    refused = await house.post("/v1/api-keys", ines_token, json={"name": "x", "scopes": ["users:read", scope]})

    assert code_of(refused) == "auth.scope_unknown"


async def test_one_key_too_many_is_refused_until_another_is_revoked(
    house: House, ines_token: str, globex: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_keys, "KEYS_PER_TENANT", 2)
    first, _ = [await make(house, ines_token) for _ in range(2)]
    body = {"name": "Sync", "scopes": ["users:read"]}

    refused = await house.post("/v1/api-keys", ines_token, json=body)

    assert (refused.status_code, code_of(refused)) == (409, "api_key.too_many")
    assert await make(house, await house.token_of(await employ(house, globex, Role.ADMIN, "Olga")))
    await house.client.delete(f"/v1/api-keys/{first['id']}", headers=bearer(ines_token))
    answers = await asyncio.gather(*(house.post("/v1/api-keys", ines_token, json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_another_tenants_keys_are_not_seen_and_not_revoked(
    house: House, ines_token: str, globex: TenantId
) -> None:
    key = await make(house, ines_token)
    stranger = await house.token_of(await employ(house, globex, Role.ADMIN, "Olga"))

    assert (await house.get("/v1/api-keys", stranger)).json()["items"] == []
    refused = await house.client.delete(f"/v1/api-keys/{key['id']}", headers=bearer(stranger))
    assert code_of(refused) == "api_key.not_found"
    assert (await house.get("/v1/users", key["key"])).status_code == 200


async def test_client_credentials_give_a_short_token_in_the_rfcs_spelling(house: House, ines_token: str) -> None:
    key = await make(house, ines_token, "users:read", "kb:read")
    answer = await exchange(house, client_id=key["clientId"], client_secret=key["clientSecret"])

    assert answer.headers["Cache-Control"] == "no-store"
    assert {name: value for name, value in answer.json().items() if name != "access_token"} == {
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "kb:read users:read",
    }
    assert (await house.get("/v1/users", answer.json()["access_token"])).status_code == 200


async def test_client_credentials_come_by_http_basic_too(house: House, ines_token: str) -> None:
    key = await make(house, ines_token)
    basic = base64.b64encode(f"{key['clientId']}:{key['clientSecret']}".encode()).decode()
    answer = await house.client.post(
        "/v1/auth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )

    assert answer.status_code == 200


async def test_a_token_can_be_asked_for_with_fewer_scopes_and_not_with_more(house: House, ines_token: str) -> None:
    key = await make(house, ines_token, "users:read", "kb:read")
    client = {"client_id": key["clientId"], "client_secret": key["clientSecret"]}
    fewer = (await exchange(house, **client, scope="kb:read")).json()

    assert fewer["scope"] == "kb:read"
    assert code_of(await house.get("/v1/users", fewer["access_token"])) == "auth.scope_missing"
    assert (await exchange(house, **client, scope="users:write")).json() == {"error": "invalid_scope"}


@pytest.mark.parametrize(
    ("form", "status", "word"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_id": "x", "client_secret": "y"}, 401, "invalid_client"),
        ({"client_id": "01970000-0000-7000-8000-000000000000", "client_secret": "y"}, 401, "invalid_client"),
        ({}, 401, "invalid_client"),
    ],
)
async def test_refusals_are_the_rfcs(house: House, form: dict[str, str], status: int, word: str) -> None:
    answer = await exchange(house, **form)

    assert (answer.status_code, answer.json()) == (status, {"error": word})


async def test_a_garbled_basic_header_is_refused(house: House) -> None:
    answer = await house.client.post(
        "/v1/auth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": "Basic %%%"}
    )

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Basic")


async def test_guessing_clients_is_limited(house: House) -> None:
    codes = {(await exchange(house, client_id="x", client_secret=str(number))).status_code for number in range(61)}

    assert codes == {401, 429}
