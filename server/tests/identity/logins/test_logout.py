"""Log-out, and everything else that ends a log-in: the API refuses and the gateway is told."""

from datetime import timedelta
from uuid import UUID

import pytest

from chorus.core.actor import Actor, Role
from chorus.core.ids import TenantId, new_id
from chorus.identity.logins.logins import RECHECK_SECONDS, lost
from tests.identity.house import House, code_of, employ


def login_id_of(house: House, token: str) -> UUID:
    return house.auth.tokens.verify(token).login_id or new_id()


async def test_a_log_out_ends_this_log_in_at_once_and_no_other(house: House, ada: Actor) -> None:
    here, there = await house.enter(ada), await house.enter(ada)
    answer = await house.post("/v1/auth/logout", here["accessToken"])

    assert answer.status_code == 204
    assert code_of(await house.get("/v1/me", here["accessToken"])) == "auth.login_lost"
    assert (await house.get("/v1/me", there["accessToken"])).status_code == 200
    refused = await house.post("/v1/auth/refresh", json={"refreshToken": here["refreshToken"]})
    assert code_of(refused) == "auth.refresh_refused"


async def test_a_refresh_token_logs_out_when_the_access_token_is_over(house: House, ada: Actor) -> None:
    answer = await house.enter(ada)
    house.clock.advance(timedelta(minutes=16))

    assert code_of(await house.post("/v1/auth/logout", answer["accessToken"])) == "auth.token_expired"
    body = {"refreshToken": answer["refreshToken"]}
    assert (await house.post("/v1/auth/logout", answer["accessToken"], json=body)).status_code == 204
    assert code_of(await house.post("/v1/auth/refresh", json=body)) == "auth.refresh_refused"


async def test_nobody_can_be_logged_out_by_guessing(house: House, ada: Actor) -> None:
    answer = await house.enter(ada)

    assert (await house.post("/v1/auth/logout")).status_code == 401
    assert (await house.post("/v1/auth/logout", json={"refreshToken": "chr_" + "A" * 96})).status_code == 204
    assert (await house.get("/v1/me", answer["accessToken"])).status_code == 200


async def test_the_gateway_learns_which_log_ins_are_lost(house: House, ada: Actor, ben: Actor, sam: Actor) -> None:
    tokens = [await house.token_of(actor) for actor in (ada, ben, sam)]
    ids = [login_id_of(house, token) for token in tokens]
    unknown = new_id()
    assert await lost(house.database, [*ids, unknown]) == {unknown}

    await house.post("/v1/auth/logout", tokens[0])
    async with house.database.transaction(ben.tenant_id) as tx:
        await tx.execute("UPDATE users SET disabled_at = now() WHERE id = $1", ben.id)
    assert await lost(house.database, ids) == {ids[0], ids[1]}

    async with house.database.transaction(ben.tenant_id) as tx:
        await tx.execute("UPDATE tenants SET is_disabled = true")
    assert await lost(house.database, ids) == set(ids)
    assert await lost(house.database, []) == set()


@pytest.mark.parametrize("how", ["disabled", "role", "password"])
async def test_what_an_admin_changes_holds_at_the_next_look(house: House, acme: TenantId, ada: Actor, how: str) -> None:
    ines = await house.token_of(await employ(house, acme, Role.ADMIN, "Ines"))
    adas = await house.enter(ada)
    assert (await house.get("/v1/me", adas["accessToken"])).status_code == 200

    path = f"/v1/users/{ada.id}"
    headers = {"Authorization": f"Bearer {ines}"}
    if how == "disabled":
        changed = await house.client.post(f"{path}/disable", headers=headers)
    else:
        body = {"role": "supervisor"} if how == "role" else {"password": "a new password"}
        changed = await house.client.patch(path, headers=headers, json=body)
    assert changed.status_code == 200

    house.recheck()
    assert RECHECK_SECONDS <= 2
    assert code_of(await house.get("/v1/me", adas["accessToken"])) == "auth.login_lost"
    assert await lost(house.database, [login_id_of(house, adas["accessToken"])])
    refused = await house.post("/v1/auth/refresh", json={"refreshToken": adas["refreshToken"]})
    assert code_of(refused) == "auth.refresh_refused"


async def test_ones_own_new_password_ends_the_other_log_ins(house: House, ada: Actor) -> None:
    here, there = await house.enter(ada), await house.enter(ada)
    body = {"currentPassword": "correct horse battery", "newPassword": "a new password"}
    headers = {"Authorization": f"Bearer {here['accessToken']}"}
    assert (await house.client.put("/v1/me/password", headers=headers, json=body)).status_code == 204

    house.recheck()
    assert (await house.get("/v1/me", here["accessToken"])).status_code == 200
    assert code_of(await house.get("/v1/me", there["accessToken"])) == "auth.login_lost"
