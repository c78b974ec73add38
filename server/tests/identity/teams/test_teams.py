"""Teams."""

from typing import Any

import httpx2
import pytest

from chorus.core.actor import Actor, Role
from chorus.core.ids import TenantId, new_id
from chorus.identity.errors import ScopeMissing
from chorus.identity.teams.create import create
from chorus.identity.teams.queries import TEAMS_MAX
from tests import people
from tests.app import App, bearer, code_of


@pytest.fixture
async def token(app: App, acme: TenantId) -> str:
    """Ines the admin, logged in."""
    return await app.token_of(await people.user(app.database, acme, "Ines", Role.ADMIN))


async def make(app: App, token: str, name: str = "Returns") -> dict[str, Any]:
    created = await app.post("/v1/teams", token, json={"name": name})
    assert created.status_code == 201, created.text
    found: dict[str, Any] = created.json()
    return found


async def put_users(app: App, token: str, team: dict[str, Any], *actors: Actor) -> httpx2.Response:
    body = {"userIds": [str(actor.id) for actor in actors]}
    return await app.client.put(f"/v1/teams/{team['id']}/users", headers=bearer(token), json=body)


async def test_a_team_has_exactly_the_users_it_was_given(app: App, token: str, ada: Actor, ben: Actor) -> None:
    team = await make(app, token, " Returns ")
    assert (team["name"], team["userIds"]) == ("Returns", [])
    assert (await put_users(app, token, team, ben, ada, ben)).json()["userIds"] == [str(ada.id), str(ben.id)]
    assert (await put_users(app, token, team, ben)).json()["userIds"] == [str(ben.id)]

    listed = (await app.get("/v1/teams", await app.token_of(ada))).json()
    assert listed == {"items": [{"id": team["id"], "name": "Returns", "userIds": [str(ben.id)]}]}
    assert (await put_users(app, token, team)).json()["userIds"] == []


async def test_only_users_of_the_tenant_are_in_its_teams(
    app: App, token: str, ada: Actor, bao: Actor, globex: TenantId
) -> None:
    team = await make(app, token)
    await put_users(app, token, team, ada)
    for stranger in (await people.agent_ben(app.database, globex), bao):
        assert code_of(await put_users(app, token, team, ada, stranger)) == "team.user_unknown"

    assert (await app.get("/v1/teams", token)).json()["items"][0]["userIds"] == [str(ada.id)]


async def test_a_name_is_one_team(app: App, token: str) -> None:
    await make(app, token)
    other = await make(app, token, "Orders")

    assert code_of(await app.post("/v1/teams", token, json={"name": "Returns"})) == "team.name_taken"
    path = f"/v1/teams/{other['id']}"
    renamed = await app.client.patch(path, headers=bearer(token), json={"name": "Returns"})
    assert code_of(renamed) == "team.name_taken"
    renamed = await app.client.patch(path, headers=bearer(token), json={"name": "Billing"})
    assert renamed.json()["name"] == "Billing"


async def test_a_team_goes_unless_a_conversation_names_it(app: App, token: str, bao: Actor) -> None:
    team, used = await make(app, token), await make(app, token, "Orders")
    conversation = await people.conversation_with(app.database, bao)
    async with app.database.transaction(bao.tenant_id) as tx:
        await tx.execute("UPDATE conversations SET team_id = $2 WHERE id = $1", conversation.id, used["id"])

    assert (await app.client.delete(f"/v1/teams/{team['id']}", headers=bearer(token))).status_code == 204
    refused = await app.client.delete(f"/v1/teams/{used['id']}", headers=bearer(token))
    assert code_of(refused) == "team.in_use"
    assert [found["name"] for found in (await app.get("/v1/teams", token)).json()["items"]] == ["Orders"]


async def test_only_admins_change_teams(app: App, token: str, ada: Actor, sam: Actor) -> None:
    team = await make(app, token)
    path = f"/v1/teams/{team['id']}"
    for actor in (ada, sam):
        headers = bearer(await app.token_of(actor))
        for refused in (
            await app.client.post("/v1/teams", headers=headers, json={"name": "x"}),
            await app.client.patch(path, headers=headers, json={"name": "x"}),
            await app.client.delete(path, headers=headers),
            await app.client.put(f"{path}/users", headers=headers, json={"userIds": []}),
        ):
            assert (refused.status_code, code_of(refused)) == (403, "auth.scope_missing")


async def test_another_tenants_team_is_not_found(app: App, token: str, globex: TenantId) -> None:
    team = await make(app, token)
    stranger = bearer(await app.token_of(await people.user(app.database, globex, "Olga", Role.ADMIN)))
    for team_id in (team["id"], new_id()):
        path = f"/v1/teams/{team_id}"
        for answer in (
            await app.client.patch(path, headers=stranger, json={"name": "x"}),
            await app.client.delete(path, headers=stranger),
            await app.client.put(f"{path}/users", headers=stranger, json={"userIds": []}),
        ):
            assert (answer.status_code, code_of(answer)) == (404, "team.not_found")
    assert (await app.client.get("/v1/teams", headers=stranger)).json() == {"items": []}


async def test_the_use_cases_ask_too_not_only_the_routes(app: App, ada: Actor, bao: Actor) -> None:
    for actor in (ada, bao):
        with pytest.raises(ScopeMissing):
            async with app.database.transaction(ada.tenant_id) as tx:
                await create(tx, actor, name="Returns")


async def test_a_tenant_has_a_bounded_number_of_teams(app: App, token: str, acme: TenantId) -> None:
    async with app.database.transaction(acme) as tx:
        await tx.execute(
            "INSERT INTO teams (tenant_id, name) SELECT $1, 'Team ' || n FROM generate_series(1, $2) n", acme, TEAMS_MAX
        )

    assert code_of(await app.post("/v1/teams", token, json={"name": "One more"})) == "team.too_many"
