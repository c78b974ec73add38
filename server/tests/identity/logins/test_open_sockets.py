"""Sockets that are open when their log-in ends are closed within five seconds; the whole path, with a real gateway."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chorus.core.actor import Role
from chorus.core.ids import TenantId
from chorus.protocol.close_codes import NONCE_REFUSED, REVOKED
from chorus.stores import embedded
from tests import people
from tests.app import bearer
from tests.identity.stack import Stack, code_of_close, frame, open_socket, running


@pytest.fixture
async def stack(postgres: embedded.Postgres, valkey: embedded.Valkey, tmp_path: Path) -> AsyncIterator[Stack]:
    """Running."""
    async with running(postgres, valkey, tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("how", ["logout", "disable", "role", "password"])
async def test_an_open_socket_closes_and_the_api_refuses(stack: Stack, acme: TenantId, how: str) -> None:
    database = stack.services.database
    ada, ines = await people.agent_ada(database, acme), await people.user(database, acme, "Ines", Role.ADMIN)
    adas, admins = (await stack.log_in(ada))["accessToken"], (await stack.log_in(ines))["accessToken"]
    opened = await stack.connected(adas)
    others = await stack.connected(admins)

    path = f"/v1/users/{ada.id}"
    if how == "logout":
        await stack.client.post("/v1/auth/logout", headers=bearer(adas))
    elif how == "disable":
        await stack.client.post(f"{path}/disable", headers=bearer(admins))
    else:
        change = {"role": "supervisor"} if how == "role" else {"password": "another password"}
        await stack.client.patch(path, headers=bearer(admins), json=change)

    async with asyncio.timeout(30):
        assert await code_of_close(opened) == REVOKED.code
        while (await stack.client.get("/v1/me", headers=bearer(adas))).status_code == 200:
            await asyncio.sleep(0.05)
    assert (await stack.client.get("/v1/me", headers=bearer(admins))).status_code == 200
    await others.close()


async def test_a_nonce_lets_one_socket_in(stack: Stack, acme: TenantId) -> None:
    ada = await people.agent_ada(stack.services.database, acme)
    token = (await stack.log_in(ada))["accessToken"]
    url, nonce = await stack.invited(token)
    opened = await open_socket(token, url, nonce)
    assert (await frame(opened))["type"] == "welcome"

    again = await open_socket(token, url, nonce)
    assert (await frame(again))["code"] == "auth.nonce_refused"
    assert await code_of_close(again) == NONCE_REFUSED.code
    await opened.close()


async def test_somebody_elses_nonce_lets_nobody_in(stack: Stack, acme: TenantId) -> None:
    database = stack.services.database
    ada, ben = await people.agent_ada(database, acme), await people.agent_ben(database, acme)
    adas, bens = (await stack.log_in(ada))["accessToken"], (await stack.log_in(ben))["accessToken"]
    url, nonce = await stack.invited(adas)

    opened = await open_socket(bens, url, nonce)
    assert (await frame(opened))["code"] == "auth.nonce_refused"
    assert await code_of_close(opened) == NONCE_REFUSED.code
