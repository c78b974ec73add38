"""The log over HTTP: by the socket's cursors, at once or when there is something to tell."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from chorus.chat.log import wait
from chorus.chat.log.read import LogReader
from chorus.chat.log.routes import router
from chorus.chat.log.wait import Waits
from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.clock import SystemClock
from chorus.core.ids import TenantId
from chorus.http import errors
from chorus.identity.services import Auth, build_auth
from chorus.identity.settings import LIMITS as AUTH_LIMITS
from chorus.stores import embedded
from chorus.stores.counters.limits import Limits
from chorus.stores.event_log.growth import GrowthTeller, LogGrowth
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect
from tests import people
from tests.identity.house import auth_settings
from tests.people import says


@dataclass
class Office:
    """A process with these routes, and clients at its door."""

    auth: Auth
    database: Database
    writer: MessageWriter
    limits: Limits
    log: LogReader
    waits: Waits
    client: httpx2.AsyncClient
    is_draining: bool = False

    async def get(self, path: str, actor: Actor) -> httpx2.Response:
        """As that person."""
        token = self.auth.tokens.sign(actor).token
        return await self.client.get(path, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
async def office(database: Database, postgres: embedded.Postgres) -> AsyncIterator[Office]:
    auth = build_auth(auth_settings(), database, SystemClock())
    growth = LogGrowth(postgres.app_url)
    pool = await connect(postgres.app_url, size=1)
    teller = GrowthTeller(pool)
    writer = MessageWriter(database, grown=teller.grown)
    writer.start()
    app = FastAPI()
    errors.install(app)
    app.include_router(router)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=auth.settings.public_url, timeout=60) as client:
        limits = Limits(None, dict(AUTH_LIMITS))
        office = Office(auth, database, writer, limits, LogReader(database), Waits(growth), client)
        app.state.services = office
        yield office
    await writer.stop()
    await teller.stop()
    await pool.close()
    await growth.stop()
    auth.passwords.close()


async def test_the_feed_is_told_by_feed_position_and_without_a_hole(office: Office, ada: Actor, bao: Actor) -> None:
    first = await people.conversation_with(office.database, bao)
    second = await people.conversation_with(office.database, await people.customer_bao(office.database, bao.tenant_id))

    page = (await office.get("/v1/events?after=0", ada)).json()
    assert [event["conversationId"] for event in page["events"]] == [str(first.id), str(second.id)]
    assert [event["feedPosition"] for event in page["events"]] == [1, 2]
    assert (page["position"], page["resync"]) == (2, None)
    assert (await office.get(f"/v1/events?after=1&epoch={page['epoch']}", ada)).json()["events"] == page["events"][1:]


async def test_without_a_position_it_says_where_it_stands(office: Office, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(office.database, bao)

    for path in ("/v1/events", f"/v1/conversations/{conversation.id}/events"):
        page = (await office.get(f"{path}?waitSeconds=25", ada)).json()
        assert (page["events"], page["position"], page["resync"]) == ([], 1, None)


@pytest.mark.parametrize(("query", "reason"), [("after=1&epoch=another", "epoch"), ("after=99", "ahead")])
async def test_what_cannot_be_had_whole_is_a_resync_and_waits_for_nothing(
    office: Office, ada: Actor, bao: Actor, query: str, reason: str
) -> None:
    await people.conversation_with(office.database, bao)

    assert (await office.get(f"/v1/events?{query}&waitSeconds=25", ada)).json()["resync"] == reason


async def test_more_than_the_limit_is_too_far(office: Office, ada: Actor, bao: Actor) -> None:
    for _ in range(3):
        await people.conversation_with(office.database, await people.customer_bao(office.database, bao.tenant_id))

    assert (await office.get("/v1/events?after=0&limit=2", ada)).json()["resync"] == "too_far"
    assert len((await office.get("/v1/events?after=1&limit=2", ada)).json()["events"]) == 2


async def test_the_feed_is_for_users_alone_and_for_their_own_tenant(
    office: Office, bao: Actor, globex: TenantId
) -> None:
    await people.conversation_with(office.database, bao)
    stranger = await people.agent_ada(office.database, globex)

    assert (await office.get("/v1/events?after=0", bao)).status_code == 403
    assert (await office.get("/v1/events?after=0", stranger)).json()["events"] == []


@pytest.mark.parametrize("query", ["after=-1", "waitSeconds=26", "limit=301", "after=x"])
async def test_a_question_out_of_bounds_is_refused(office: Office, ada: Actor, query: str) -> None:
    assert (await office.get(f"/v1/events?{query}", ada)).status_code == 422


async def test_a_held_request_is_answered_by_what_happens_next(office: Office, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(office.database, bao)
    path = f"/v1/conversations/{conversation.id}/events?after=1&waitSeconds=25"
    held = [asyncio.create_task(office.get(path, reader)) for reader in (ada, bao)]
    feed = asyncio.create_task(office.get("/v1/events?after=1&waitSeconds=25", ada))
    await eventually(lambda: office.waits.held == 3)

    await says(office.writer, bao, conversation, "Are you there?")

    for answer in await asyncio.gather(*held):
        (event,) = answer.json()["events"]
        assert (event["position"], event["message"]["content"]) == (2, "Are you there?")
    assert not feed.done()
    other = await people.customer_bao(office.database, bao.tenant_id)
    created = await people.conversation_with(office.database, other)
    assert [event["conversationId"] for event in (await feed).json()["events"]] == [str(created.id)]
    assert office.waits.held == 0


async def test_a_growth_that_nobody_told_is_found_by_looking(
    office: Office, ada: Actor, bao: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wait, "LOOK_SECONDS", 0.2)
    office.waits = Waits(Mute())
    held = asyncio.create_task(office.get("/v1/events?after=0&waitSeconds=25", ada))
    await eventually(lambda: office.waits.held == 1)

    created = await people.conversation_with(office.database, bao)

    assert [event["conversationId"] for event in (await held).json()["events"]] == [str(created.id)]


async def test_nothing_is_held_for_one_too_many_nor_by_a_process_that_goes(office: Office, ada: Actor) -> None:
    office.waits = Waits(Mute(), held_max=1)
    held = asyncio.create_task(office.get("/v1/events?after=0&waitSeconds=25", ada))
    await eventually(lambda: office.waits.held == 1)
    assert (await office.get("/v1/events?after=0&waitSeconds=25", ada)).json()["events"] == []
    assert not held.done()

    office.is_draining = True
    assert (await held).json()["events"] == []


async def test_a_foreign_conversation_is_not_found_however_long_one_waits(
    office: Office, ada: Actor, globex: TenantId
) -> None:
    theirs = await people.conversation_with(office.database, await people.customer_bao(office.database, globex))

    for id_ in (theirs.id, UUID(int=0)):
        answer = await office.get(f"/v1/conversations/{id_}/events?after=0&waitSeconds=25", ada)
        assert answer.status_code == 404


async def eventually(fact: Callable[[], bool]) -> None:
    """Wait for it, for 30 seconds at most."""
    async with asyncio.timeout(30):
        while not fact():
            await asyncio.sleep(0.01)


class Mute:
    """Nobody tells that the log grew."""

    count = 0

    async def grown_since(self, count: int, seconds: float) -> None:
        """Never."""
        assert count == self.count
        await asyncio.sleep(min(seconds, 0.02))
