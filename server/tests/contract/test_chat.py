"""The provider's half: the real chat service, on a real database, gives the answers that the contract promises."""

import asyncio
import gc
import json
from collections.abc import Sequence
from http.server import HTTPServer
from typing import Any
from uuid import UUID

import pytest
from pact import Verifier

from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.chat.rpc.exchange import ChatExchange
from chorus.core.actor import Actor, ActorKind
from chorus.core.ids import ConversationId, MessageId, TenantId
from chorus.identity.errors import NonceRefused
from chorus.stores.postgres.database import Database
from tests.contract.words import CONSUMER, PACTS, PROVIDER, answer_body, as_text, request_of

CONTRACT = PACTS / f"{CONSUMER}-{PROVIDER}.json"
STATES = {
    "tenants": "INSERT INTO tenants (id, name, slug) VALUES ($1, 'Acme', 'of-the-contract') ON CONFLICT DO NOTHING",
    "users": "INSERT INTO users (id, tenant_id, email, name) VALUES ($2, $1, 'ada@contract.example', 'Ada')"
    " ON CONFLICT DO NOTHING",
    "customers": "INSERT INTO customers (id, tenant_id, name) VALUES ($2, $1, 'Bao') ON CONFLICT DO NOTHING",
}


class Gate:
    """Takes every nonce but a spent one; every log-in is lost."""

    async def spend(self, nonce: str, *, actor: Actor, origin: str | None, conversation_id: UUID | None) -> None:
        """As `auth` would."""
        del actor, origin, conversation_id
        if nonce == "spent":
            raise NonceRefused

    async def lost(self, login_ids: Sequence[UUID]) -> list[UUID]:
        """All."""
        return list(login_ids)

    async def declare(self, actor: Actor, status: str) -> None:
        """Taken note of."""


class Provider:
    """The chat service, asked from Pact's own thread."""

    def __init__(self, database: Database, writer: MessageWriter) -> None:
        self._database = database
        self._writer = writer
        self._exchange = ChatExchange(database, writer, Gate())
        self._loop = asyncio.get_running_loop()
        interactions = json.loads(CONTRACT.read_text())["interactions"]
        self._requests = {found["description"]: as_text(found["metadata"]["request"]) for found in interactions}

    def state(self, state: str, action: str, parameters: dict[str, Any] | None) -> None:
        """Make what the contract presupposes."""
        if state and action == "setup" and parameters:
            asyncio.run_coroutine_threadsafe(self._make(parameters), self._loop).result(20)

    def answer(self, name: str, metadata: dict[str, Any] | None) -> dict[str, Any]:
        """Ask what the contract asks."""
        del metadata  # Pact hands over the state's, and keeps the message's to itself
        return asyncio.run_coroutine_threadsafe(self._ask(self._requests[name]), self._loop).result(20)

    async def _ask(self, text: str) -> dict[str, Any]:
        (answer,) = await self._exchange.ask([request_of(text)])
        body = json.dumps(answer_body(answer)).encode()
        return {"contents": body, "metadata": {"request": text}, "content_type": "application/json"}

    async def _make(self, ids: dict[str, str]) -> None:
        tenant = TenantId(UUID(ids["tenant"]))
        conversation, customer, agent = (UUID(ids[name]) for name in ("conversation", "customer", "agent"))
        async with self._database.transaction(tenant) as tx:
            await tx.execute(STATES["tenants"], tenant)
            await tx.execute(STATES["users"], tenant, agent)
            await tx.execute(STATES["customers"], tenant, customer)
            await tx.execute(
                "INSERT INTO conversations (id, tenant_id, customer_id, assignee_id, status, floor)"
                " VALUES ($2, $1, $3, $4, 'active', 'human') ON CONFLICT DO NOTHING",
                tenant,
                conversation,
                customer,
                agent,
            )
        bao = Actor(ActorKind.CUSTOMER, tenant, customer, name="Bao")
        message_id = MessageId(UUID(ids["message"]))
        await say(self._writer, bao, ConversationId(conversation), message_id=message_id, content="Hello")


# Pact leaves its two listening sockets to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_the_chat_service_keeps_the_contract(
    database: Database, writer: MessageWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACT_DO_NOT_TRACK", "true")
    provider = Provider(database, writer)
    await asyncio.to_thread(verify, provider)
    for found in gc.get_objects():
        # `isinstance` asks an object for its class, and a weak proxy whose object is gone answers with ReferenceError.
        if issubclass(type(found), HTTPServer):
            found.server_close()


def verify(provider: Provider) -> None:
    """Ask everything that the contract asks; Pact tells what differs on its standard output."""
    verifier = (
        Verifier(PROVIDER, host="127.0.0.1")
        .message_handler(provider.answer)
        .state_handler(provider.state, teardown=True)
        .add_source(CONTRACT)
    )
    try:
        verifier.verify()
    except RuntimeError as error:
        pytest.fail(f"{error}\n{verifier.output()}")
