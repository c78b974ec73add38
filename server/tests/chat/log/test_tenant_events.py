"""Administrative events: an order of their own without gaps, beside the conversations'."""

import asyncio
import json

import pytest

from chorus.chat.labels.create import create as create_label
from chorus.chat.labels.delete import delete as delete_label
from chorus.chat.log.read import read_heads
from chorus.chat.log.tenant_events import read_tenant_events
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.identity.teams.create import create as create_team
from chorus.stores.postgres.database import Database
from tests import people


async def _types(database: Database, tenant_id: TenantId, *, after: int = 0, limit: int = 100) -> list[tuple[int, str]]:
    missed = await read_tenant_events(database, tenant_id, after=after, epoch="", limit=limit)
    return [(found.position, json.loads(found.body)["type"]) for found in missed.replay]


async def test_they_are_numbered_by_tenant_in_the_order_of_commits(
    database: Database, ines: Actor, bao: Actor, globex: TenantId
) -> None:
    await people.conversation_with(database, bao)
    async with database.transaction(ines.tenant_id) as tx:
        label = await create_label(tx, ines, name="refund", color="#000000")
        await create_team(tx, ines, name="Returns")
    async with database.transaction(ines.tenant_id) as tx:
        await delete_label(tx, ines, label.id)

    assert await _types(database, ines.tenant_id) == [(1, "label.created"), (2, "team.created"), (3, "label.deleted")]
    assert await _types(database, ines.tenant_id, after=1, limit=1) == [(2, "team.created")]
    assert await _types(database, globex) == []


async def test_side_by_side_they_leave_no_gap(database: Database, ines: Actor) -> None:
    async def add(number: int) -> None:
        async with database.transaction(ines.tenant_id) as tx:
            await create_label(tx, ines, name=f"label {number}", color="#000000")

    await asyncio.gather(*map(add, range(12)))
    assert [position for position, _ in await _types(database, ines.tenant_id)] == list(range(1, 13))


async def test_a_rolled_back_change_leaves_no_event(database: Database, ines: Actor) -> None:
    async def fails() -> None:
        async with database.transaction(ines.tenant_id) as tx:
            await create_label(tx, ines, name="refund", color="#000000")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await fails()
    assert await _types(database, ines.tenant_id) == []


async def test_a_reader_is_told_where_to_go_on(database: Database, ines: Actor) -> None:
    for number in range(3):
        async with database.transaction(ines.tenant_id) as tx:
            await create_label(tx, ines, name=f"label {number}", color="#000000")
    start = await read_tenant_events(database, ines.tenant_id, after=None, epoch="", limit=10)
    assert (start.position, list(start.replay)) == (3, [])
    page = await read_tenant_events(database, ines.tenant_id, after=0, epoch=start.epoch, limit=2)
    assert (page.position, len(page.replay), page.resync) == (2, 2, None)
    rest = await read_tenant_events(database, ines.tenant_id, after=page.position, epoch=start.epoch, limit=2)
    assert (rest.position, len(rest.replay)) == (3, 1)
    end = await read_tenant_events(database, ines.tenant_id, after=3, epoch=start.epoch, limit=2)
    assert (end.position, len(end.replay)) == (3, 0)


async def test_a_reader_of_another_epoch_or_ahead_of_the_log_begins_anew(database: Database, ines: Actor) -> None:
    other = await read_tenant_events(database, ines.tenant_id, after=0, epoch="another", limit=2)
    ahead = await read_tenant_events(database, ines.tenant_id, after=9, epoch="", limit=2)
    assert (other.resync, ahead.resync) == ("epoch", "ahead")


async def test_they_move_no_topic_of_a_conversation(database: Database, ines: Actor) -> None:
    cursor = (await read_heads(database, "")).cursor
    async with database.transaction(ines.tenant_id) as tx:
        await create_label(tx, ines, name="refund", color="#000000")
    heads = await read_heads(database, cursor)
    assert not [topic for topic in heads.positions if "None" in topic or str(ines.tenant_id) in topic]
