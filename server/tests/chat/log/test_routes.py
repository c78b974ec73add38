"""The log over HTTP: by the socket's cursors, at once or when there is something to tell."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import pytest

from chorus.chat.log import wait
from chorus.chat.log.wait import Waits
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from tests import people
from tests.app import App
from tests.people import says


async def test_the_feed_is_told_by_feed_position_and_without_a_hole(app: App, ada: Actor, bao: Actor) -> None:
    first = await people.conversation_with(app.database, bao)
    second = await people.conversation_with(app.database, await people.customer_bao(app.database, bao.tenant_id))

    page = (await app.get("/v1/events?after=0", ada)).json()
    assert [event["conversationId"] for event in page["events"]] == [str(first.id), str(second.id)]
    assert [event["feedPosition"] for event in page["events"]] == [1, 2]
    assert (page["position"], page["resync"]) == (2, None)
    assert (await app.get(f"/v1/events?after=1&epoch={page['epoch']}", ada)).json()["events"] == page["events"][1:]


async def test_without_a_position_it_says_where_it_stands(app: App, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)

    for path in ("/v1/events", f"/v1/conversations/{conversation.id}/events"):
        page = (await app.get(f"{path}?waitSeconds=25", ada)).json()
        assert (page["events"], page["position"], page["resync"]) == ([], 1, None)


@pytest.mark.parametrize(("query", "reason"), [("after=1&epoch=another", "epoch"), ("after=99", "ahead")])
async def test_what_cannot_be_had_whole_is_a_resync_and_waits_for_nothing(
    app: App, ada: Actor, bao: Actor, query: str, reason: str
) -> None:
    await people.conversation_with(app.database, bao)

    assert (await app.get(f"/v1/events?{query}&waitSeconds=25", ada)).json()["resync"] == reason


async def test_more_than_the_limit_is_too_far(app: App, ada: Actor, bao: Actor) -> None:
    for _ in range(3):
        await people.conversation_with(app.database, await people.customer_bao(app.database, bao.tenant_id))

    assert (await app.get("/v1/events?after=0&limit=2", ada)).json()["resync"] == "too_far"
    assert len((await app.get("/v1/events?after=1&limit=2", ada)).json()["events"]) == 2


async def test_the_feed_is_for_users_alone_and_for_their_own_tenant(app: App, bao: Actor, globex: TenantId) -> None:
    await people.conversation_with(app.database, bao)
    stranger = await people.agent_ada(app.database, globex)

    assert (await app.get("/v1/events?after=0", bao)).status_code == 403
    assert (await app.get("/v1/events?after=0", stranger)).json()["events"] == []


@pytest.mark.parametrize("query", ["after=-1", "waitSeconds=26", "limit=301", "after=x"])
async def test_a_question_out_of_bounds_is_refused(app: App, ada: Actor, query: str) -> None:
    assert (await app.get(f"/v1/events?{query}", ada)).status_code == 422


async def test_a_held_request_is_answered_by_what_happens_next(app: App, ada: Actor, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    path = f"/v1/conversations/{conversation.id}/events?after=1&waitSeconds=25"
    held = [asyncio.create_task(app.get(path, reader)) for reader in (ada, bao)]
    feed = asyncio.create_task(app.get("/v1/events?after=1&waitSeconds=25", ada))
    await eventually(lambda: app.services.waits.held == 3)

    await says(app.writer, bao, conversation, "Are you there?")

    for answer in await asyncio.gather(*held):
        (event,) = answer.json()["events"]
        assert (event["position"], event["message"]["content"]) == (2, "Are you there?")
    assert not feed.done()
    other = await people.customer_bao(app.database, bao.tenant_id)
    created = await people.conversation_with(app.database, other)
    assert [event["conversationId"] for event in (await feed).json()["events"]] == [str(created.id)]
    assert app.services.waits.held == 0


async def test_a_growth_that_nobody_told_is_found_by_looking(
    app: App, ada: Actor, bao: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wait, "POLL_SECONDS", 0.2)
    app.services.waits = Waits(Mute())
    held = asyncio.create_task(app.get("/v1/events?after=0&waitSeconds=25", ada))
    await eventually(lambda: app.services.waits.held == 1)

    created = await people.conversation_with(app.database, bao)

    assert [event["conversationId"] for event in (await held).json()["events"]] == [str(created.id)]


async def test_nothing_is_held_for_one_too_many_nor_by_a_process_that_goes(app: App, ada: Actor) -> None:
    app.services.waits = Waits(Mute(), held_max=1)
    held = asyncio.create_task(app.get("/v1/events?after=0&waitSeconds=25", ada))
    await eventually(lambda: app.services.waits.held == 1)
    assert (await app.get("/v1/events?after=0&waitSeconds=25", ada)).json()["events"] == []
    assert not held.done()

    app.services.is_draining = True
    assert (await held).json()["events"] == []


async def test_a_foreign_conversation_is_not_found_however_long_one_waits(
    app: App, ada: Actor, globex: TenantId
) -> None:
    theirs = await people.conversation_with(app.database, await people.customer_bao(app.database, globex))

    for id_ in (theirs.id, UUID(int=0)):
        answer = await app.get(f"/v1/conversations/{id_}/events?after=0&waitSeconds=25", ada)
        assert answer.status_code == 404


async def eventually(fact: Callable[[], bool]) -> None:
    """Wait for it, for 30 seconds at most."""
    async with asyncio.timeout(30):
        while not fact():
            await asyncio.sleep(0.01)


class Mute:
    """Nobody tells that the log grew."""

    count = 0

    async def wait_for_change(self, count: int, seconds: float) -> None:
        """Never."""
        assert count == self.count
        await asyncio.sleep(min(seconds, 0.02))
