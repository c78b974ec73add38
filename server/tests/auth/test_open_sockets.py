"""Sockets that are open when their log-in ends are closed within five seconds; the whole path, with a real gateway."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from chorus.auth.keys import new_key_pem
from chorus.core.actor import Actor, Role
from chorus.core.ids import TenantId
from chorus.processes.api import build_app
from chorus.processes.gateway import gateway_in
from chorus.processes.services import Services, build_services
from chorus.processes.settings import Settings
from chorus.stores import embedded
from chorus.wire.closes import NONCE_REFUSED, REVOKED
from tests import people
from tests.auth.house import PASSWORD, bearer


@dataclass
class Stack:
    """An API and a gateway in one process."""

    services: Services
    client: httpx2.AsyncClient

    async def log_in(self, actor: Actor) -> dict[str, Any]:
        """With a password that it is given first."""
        stored = await self.services.auth.passwords.hash(PASSWORD)
        async with self.services.database.transaction(actor.tenant_id) as tx:
            email = await tx.value(
                "UPDATE users SET password_hash = $2 WHERE id = $1 RETURNING email", actor.id, stored
            )
        answer = await self.client.post("/v1/auth/login", json={"email": email, "password": PASSWORD})
        found: dict[str, Any] = answer.json()
        return found

    async def invited(self, token: str) -> tuple[str, str]:
        """An address and a nonce for the agent's socket."""
        answer = (await self.client.post("/v1/sockets", headers=bearer(token), json={})).json()
        return answer["url"], answer["nonce"]

    async def connected(self, token: str) -> ClientConnection:
        """An open agent's socket."""
        opened = await open_socket(token, *await self.invited(token))
        assert (await frame(opened))["type"] == "welcome"
        return opened


async def open_socket(token: str, url: str, nonce: str) -> ClientConnection:
    protocols = [Subprotocol(word) for word in ("chorus.v1", f"bearer.{token}", f"nonce.{nonce}")]
    opened = await connect(url, subprotocols=protocols)
    await opened.send('{"type":"auth"}')
    return opened


async def frame(opened: ClientConnection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await opened.recv())
    return found


async def code_of_close(opened: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            await opened.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def stack(postgres: embedded.Postgres, valkey: embedded.Valkey, tmp_path: Path) -> AsyncIterator[Stack]:
    """Running, as `chorus up` would have it."""
    port = free_port()
    settings = Settings.load(
        database_url=postgres.app_url,
        redis_url=valkey.url,
        data_dir=tmp_path,
        gateway_port=port,
        gateway_public_url=f"ws://127.0.0.1:{port}",
        agent_signing_key=new_key_pem(),
        customer_signing_key=new_key_pem(),
        secret_key="s" * 40,
        exchange_secret="e" * 40,
    )
    async with build_services(settings) as services, gateway_in(services):
        transport = httpx2.ASGITransport(app=build_app(services))
        async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
            yield Stack(services, client)


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
