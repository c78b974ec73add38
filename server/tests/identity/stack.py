"""An API and a gateway in one process, with real tokens, nonces and servers."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from chorus.core.actor import Actor
from chorus.identity.tokens.keys import new_key_pem
from chorus.processes.api import build_app
from chorus.processes.gateway import gateway_in
from chorus.processes.services import Services, build_services
from chorus.processes.settings import Settings
from chorus.stores import embedded
from tests.app import PASSWORD, bearer
from tests.ports import free_port


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


@asynccontextmanager
async def running(
    postgres: embedded.Postgres, valkey: embedded.Valkey, data_dir: Path, **changes: Any
) -> AsyncIterator[Stack]:
    """As `chorus up` would have it."""
    port = free_port()
    settings = Settings.load(
        **{
            "database_url": postgres.app_url,
            "redis_url": valkey.url,
            "data_dir": data_dir,
            "gateway_port": port,
            "gateway_public_url": f"ws://127.0.0.1:{port}",
            "agent_signing_key": new_key_pem(),
            "customer_signing_key": new_key_pem(),
            "secret_key": "s" * 40,
            "exchange_secret": "e" * 40,
            **changes,
        }
    )
    async with build_services(settings) as services, gateway_in(services):
        transport = httpx2.ASGITransport(app=build_app(services))
        async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
            yield Stack(services, client)
