"""Users: who may change them, and what may not happen."""

import asyncio
from typing import Any

import httpx2
import pytest

from chorus.chat.conversations.queries import find as find_conversation
from chorus.chat.conversations.table import ConversationStatus
from chorus.core.actor import Actor, Role
from chorus.core.ids import TenantId, new_id
from chorus.identity.errors import ScopeMissing
from chorus.identity.users.enable import enable
from chorus.identity.users.errors import NotAPerson
from chorus.identity.users.set_status import set_status
from chorus.protocol.topics import tenant_feed
from chorus.routing.assignments.disable_user import disable
from tests import people
from tests.app import App, bearer, code_of
from tests.people import Published


@pytest.fixture
async def admin(app: App, acme: TenantId) -> Actor:
    """Ines, the only admin."""
    return await people.user(app.database, acme, "Ines", Role.ADMIN)


@pytest.fixture
async def token(app: App, admin: Actor) -> str:
    """Ines, logged in."""
    return await app.token_of(admin)


async def patch(app: App, token: str, actor: Actor, **body: Any) -> httpx2.Response:
    return await app.client.patch(f"/v1/users/{actor.id}", headers=bearer(token), json=body)


@pytest.mark.parametrize(("role", "status"), [("agent", "available"), ("supervisor", "away"), ("admin", "away")])
async def test_only_an_agent_begins_on_duty(app: App, token: str, role: str, status: str) -> None:
    body = {"email": f"{new_id().hex}@acme.example", "name": "Bo", "role": role, "password": "0123456789"}
    assert (await app.post("/v1/users", token, json=body)).json()["declaredStatus"] == status


async def test_an_admin_adds_somebody_who_can_log_in_at_once(app: App, token: str) -> None:
    email = f"Bo.{new_id().hex}@Acme.example"
    body = {"email": email, "name": " Bo ", "role": "supervisor", "password": "0123456789", "languages": ["en", "fr"]}
    created = await app.post("/v1/users", token, json=body)

    assert created.status_code == 201
    read = created.json()
    assert (read["email"], read["name"], read["role"]) == (email.lower(), "Bo", "supervisor")
    assert (read["languages"], read["isDisabled"], read["declaredStatus"]) == (["en", "fr"], False, "away")
    assert "password" not in created.text
    assert (await app.get(f"/v1/users/{read['id']}", token)).json() == read
    assert (await app.log_in(email, "0123456789")).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"email": "nobody", "name": "Bo"},
        {"email": "bo@acme.example", "name": " "},
        {"email": "bo@acme.example", "name": "Bo", "role": "owner"},
        {"email": "bo@acme.example", "name": "Bo", "password": "short"},
        {"email": "bo@acme.example", "name": "Bo", "languages": ["English"]},
        {"email": "bo@acme.example", "name": "Bo", "tenantId": str(new_id())},
        {"email": "bo@acme.example", "name": "Bo", "disabledAt": None},
    ],
    ids=["email", "name", "role", "password", "language", "tenant", "column"],
)
async def test_what_does_not_fit_is_refused(app: App, token: str, body: dict[str, Any]) -> None:
    assert (await app.post("/v1/users", token, json=body)).status_code == 422


async def test_an_address_is_one_user_of_a_tenant(app: App, token: str, ada: Actor, ben: Actor) -> None:
    email = await app.set_password(ada)

    created = await app.post("/v1/users", token, json={"email": email.upper(), "name": "Another Ada"})
    assert code_of(created) == "user.email_taken"
    assert code_of(await patch(app, token, ben, email=email)) == "user.email_taken"


async def test_only_admins_write_and_everyone_reads(app: App, ada: Actor, sam: Actor) -> None:
    for actor in (ada, sam):
        token = await app.token_of(actor)
        assert (await app.get("/v1/users", token)).status_code == 200
        for refused in (
            await app.post("/v1/users", token, json={"email": "bo@acme.example", "name": "Bo"}),
            await patch(app, token, actor, role="admin"),
            await app.post(f"/v1/users/{ada.id}/disable", token),
            await app.post(f"/v1/users/{ada.id}/enable", token),
        ):
            assert (refused.status_code, code_of(refused)) == (403, "auth.scope_missing")


async def test_another_tenants_users_are_not_found(app: App, token: str, globex: TenantId) -> None:
    stranger = await people.agent_ada(app.database, globex)
    answers = [
        await app.get(f"/v1/users/{stranger.id}", token),
        await patch(app, token, stranger, name="Mallory"),
        await app.post(f"/v1/users/{stranger.id}/disable", token),
        await app.post(f"/v1/users/{stranger.id}/enable", token),
    ]

    assert {(answer.status_code, code_of(answer)) for answer in answers} == {(404, "user.not_found")}
    assert str(stranger.id) not in (await app.get("/v1/users", token)).text


async def test_users_are_paged_by_name(app: App, acme: TenantId, token: str) -> None:
    for name in ("zoe", "Ann", "bob", "Ann"):
        await people.user(app.database, acme, name, Role.AGENT)
    names: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await app.get("/v1/users", token, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        names += [user["name"] for user in page["items"]]
        cursor = page["nextCursor"]

    assert names == ["Ann", "Ann", "bob", "Ines", "zoe"]
    assert code_of(await app.get("/v1/users", token, params={"cursor": "nonsense"})) == "paging.bad_cursor"


async def test_a_change_leaves_the_rest_as_it_is(app: App, token: str, ada: Actor) -> None:
    before = (await app.get(f"/v1/users/{ada.id}", token)).json()
    after = (await patch(app, token, ada, name="Ada L.", languages=["de"])).json()

    assert after == before | {"name": "Ada L.", "languages": ["de"]}
    assert (await patch(app, token, ada)).status_code == 422


async def test_a_new_name_ends_no_log_in_and_a_new_role_does(app: App, token: str, ada: Actor) -> None:
    adas = await app.token_of(ada)
    await patch(app, token, ada, name="Ada L.", role="agent")
    app.recheck_logins()
    assert (await app.get("/v1/me", adas)).json()["name"] == "Ada L."

    await patch(app, token, ada, role="supervisor")
    app.recheck_logins()
    assert code_of(await app.get("/v1/me", adas)) == "auth.login_lost"


async def test_the_last_admin_stays(app: App, token: str, admin: Actor, acme: TenantId) -> None:
    disabled = await people.user(app.database, acme, "Otto", Role.ADMIN)
    await app.post(f"/v1/users/{disabled.id}/disable", token)

    assert code_of(await app.post(f"/v1/users/{admin.id}/disable", token)) == "user.last_admin"
    assert code_of(await patch(app, token, admin, role="agent")) == "user.last_admin"
    assert (await patch(app, token, admin, name="Ines I.")).status_code == 200


async def test_two_admins_cannot_remove_one_another_at_once(app: App, acme: TenantId) -> None:
    one, other = [await people.user(app.database, acme, name, Role.ADMIN) for name in ("Ines", "Otto")]
    tokens = await app.token_of(one), await app.token_of(other)
    answers = await asyncio.gather(
        app.post(f"/v1/users/{other.id}/disable", tokens[0]), app.post(f"/v1/users/{one.id}/disable", tokens[1])
    )

    assert sorted(answer.status_code for answer in answers) in ([200, 401], [200, 409])


async def test_a_disabled_user_is_out_and_comes_back_enabled(app: App, token: str, ada: Actor) -> None:
    email = await app.set_password(ada)
    for _ in range(2):
        assert (await app.post(f"/v1/users/{ada.id}/disable", token)).json()["isDisabled"] is True
    assert (await app.log_in(email)).status_code == 401

    for _ in range(2):
        assert (await app.post(f"/v1/users/{ada.id}/enable", token)).json()["isDisabled"] is False
    assert (await app.log_in(email)).status_code == 200


async def test_a_disabled_agents_conversations_wait_for_somebody_else(
    app: App, token: str, ada: Actor, bao: Actor
) -> None:
    conversation = await people.active_conversation(app.database, bao, ada)
    assert (await app.post(f"/v1/users/{ada.id}/disable", token)).status_code == 200

    async with app.database.transaction(ada.tenant_id) as tx:
        found = await find_conversation(tx, bao, conversation.id)
    assert (found.status, found.assignee_id) == (ConversationStatus.WAITING, None)


async def test_a_service_manages_agents_and_makes_or_touches_no_admin(
    app: App, token: str, admin: Actor, ada: Actor, bao: Actor
) -> None:
    await people.active_conversation(app.database, bao, ada)
    key = (await app.post("/v1/api-keys", token, json={"name": "HR", "scopes": ["users:write"]})).json()["key"]
    made = await app.post("/v1/users", key, json={"email": "bo@acme.example", "name": "Bo"})

    assert made.status_code == 201
    assert (await app.post(f"/v1/users/{ada.id}/disable", key)).status_code == 200
    for refused in (
        await app.post("/v1/users", key, json={"email": "eve@acme.example", "name": "Eve", "role": "admin"}),
        await patch(app, key, ada, role="admin"),
        await patch(app, key, admin, password="0123456789"),
        await app.post(f"/v1/users/{admin.id}/disable", key),
        await app.post(f"/v1/users/{admin.id}/enable", key),
    ):
        assert code_of(refused) == "user.not_by_services"


async def test_ones_status_is_seen_by_the_tenant_and_stays(app: App, ada: Actor, published: Published) -> None:
    token = await app.token_of(ada)
    answer = await app.client.put("/v1/me/status", headers=bearer(token), json={"status": "away"})

    assert answer.json() == {"status": "away"}
    assert (await app.get("/v1/me", token)).json()["declaredStatus"] == "away"
    bodies = [envelope.body for envelope in published.on(tenant_feed(ada.tenant_id))]
    assert bodies == [b'{"type":"presence","status":"away","userId":"%s"}' % str(ada.id).encode()]
    refused = await app.client.put("/v1/me/status", headers=bearer(token), json={"status": "offline"})
    assert refused.status_code == 422


async def test_a_customer_has_no_status(app: App, bao: Actor) -> None:
    with pytest.raises(NotAPerson):
        async with app.database.transaction(bao.tenant_id) as tx:
            await set_status(tx, bao, "away")


async def test_a_password_changes_only_with_the_present_one(app: App, ada: Actor) -> None:
    email = await app.set_password(ada)
    token = await app.token_of(ada)

    async def change(current: str, new: str) -> httpx2.Response:
        body = {"currentPassword": current, "newPassword": new}
        return await app.client.put("/v1/me/password", headers=bearer(token), json=body)

    assert code_of(await change("wrong password", "another password")) == "user.wrong_password"
    assert code_of(await change("correct horse battery", "short")) == "auth.password_too_short"
    assert (await change("correct horse battery", "another password")).status_code == 204
    assert (await app.log_in(email)).status_code == 401
    assert (await app.log_in(email, "another password")).status_code == 200
    for _ in range(10):
        await change("wrong password", "another password")
    assert (await change("wrong password", "another password")).status_code == 429


async def test_the_use_cases_ask_too_not_only_the_routes(app: App, ada: Actor, bao: Actor) -> None:
    for actor in (ada, bao):
        for verb in (disable, enable):
            with pytest.raises(ScopeMissing):
                async with app.database.transaction(ada.tenant_id) as tx:
                    await verb(tx, actor, ada.user_id)
