"""Log-out, and everything else that ends a log-in: the API refuses and the gateway is told."""

from datetime import timedelta
from uuid import UUID

import pytest

from chorus.core.actor import Actor, Role
from chorus.core.ids import TenantId, new_id
from chorus.identity.logins.logins import RECHECK_SECONDS, lost
from tests import people
from tests.app import App, code_of


def login_id_of(app: App, token: str) -> UUID:
    return app.auth.tokens.verify(token).login_id or new_id()


async def test_a_log_out_ends_this_log_in_at_once_and_no_other(app: App, ada: Actor) -> None:
    here, there = await app.log_in_as(ada), await app.log_in_as(ada)
    answer = await app.post("/v1/auth/logout", here["accessToken"])

    assert answer.status_code == 204
    assert code_of(await app.get("/v1/me", here["accessToken"])) == "auth.login_lost"
    assert (await app.get("/v1/me", there["accessToken"])).status_code == 200
    refused = await app.post("/v1/auth/refresh", json={"refreshToken": here["refreshToken"]})
    assert code_of(refused) == "auth.refresh_refused"


async def test_a_refresh_token_logs_out_when_the_access_token_is_over(app: App, ada: Actor) -> None:
    answer = await app.log_in_as(ada)
    app.clock.advance(timedelta(minutes=16))

    assert code_of(await app.post("/v1/auth/logout", answer["accessToken"])) == "auth.token_expired"
    body = {"refreshToken": answer["refreshToken"]}
    assert (await app.post("/v1/auth/logout", answer["accessToken"], json=body)).status_code == 204
    assert code_of(await app.post("/v1/auth/refresh", json=body)) == "auth.refresh_refused"


async def test_nobody_can_be_logged_out_by_guessing(app: App, ada: Actor) -> None:
    answer = await app.log_in_as(ada)

    assert (await app.post("/v1/auth/logout")).status_code == 401
    assert (await app.post("/v1/auth/logout", json={"refreshToken": "chr_" + "A" * 96})).status_code == 204
    assert (await app.get("/v1/me", answer["accessToken"])).status_code == 200


async def test_the_gateway_learns_which_log_ins_are_lost(app: App, ada: Actor, ben: Actor, sam: Actor) -> None:
    tokens = [await app.token_of(actor) for actor in (ada, ben, sam)]
    ids = [login_id_of(app, token) for token in tokens]
    unknown = new_id()
    assert await lost(app.database, [*ids, unknown]) == {unknown}

    await app.post("/v1/auth/logout", tokens[0])
    async with app.database.transaction(ben.tenant_id) as tx:
        await tx.execute("UPDATE users SET disabled_at = now() WHERE id = $1", ben.id)
    assert await lost(app.database, ids) == {ids[0], ids[1]}

    async with app.database.transaction(ben.tenant_id) as tx:
        await tx.execute("UPDATE tenants SET is_disabled = true")
    assert await lost(app.database, ids) == set(ids)
    assert await lost(app.database, []) == set()


@pytest.mark.parametrize("how", ["disabled", "role", "password"])
async def test_what_an_admin_changes_holds_at_the_next_look(app: App, acme: TenantId, ada: Actor, how: str) -> None:
    ines = await app.token_of(await people.user(app.database, acme, "Ines", Role.ADMIN))
    adas = await app.log_in_as(ada)
    assert (await app.get("/v1/me", adas["accessToken"])).status_code == 200

    path = f"/v1/users/{ada.id}"
    headers = {"Authorization": f"Bearer {ines}"}
    if how == "disabled":
        changed = await app.client.post(f"{path}/disable", headers=headers)
    else:
        body = {"role": "supervisor"} if how == "role" else {"password": "a new password"}
        changed = await app.client.patch(path, headers=headers, json=body)
    assert changed.status_code == 200

    app.recheck_logins()
    assert RECHECK_SECONDS <= 2
    assert code_of(await app.get("/v1/me", adas["accessToken"])) == "auth.login_lost"
    assert await lost(app.database, [login_id_of(app, adas["accessToken"])])
    refused = await app.post("/v1/auth/refresh", json={"refreshToken": adas["refreshToken"]})
    assert code_of(refused) == "auth.refresh_refused"


async def test_ones_own_new_password_ends_the_other_log_ins(app: App, ada: Actor) -> None:
    here, there = await app.log_in_as(ada), await app.log_in_as(ada)
    body = {"currentPassword": "correct horse battery", "newPassword": "a new password"}
    headers = {"Authorization": f"Bearer {here['accessToken']}"}
    assert (await app.client.put("/v1/me/password", headers=headers, json=body)).status_code == 204

    app.recheck_logins()
    assert (await app.get("/v1/me", here["accessToken"])).status_code == 200
    assert code_of(await app.get("/v1/me", there["accessToken"])) == "auth.login_lost"
