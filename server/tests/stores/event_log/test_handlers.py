"""Four kinds of handler: what commits with the cursor, what does not, and what their errors mean."""

from collections.abc import Sequence

from chorus.chat.conversations.label import label
from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.errors import NotFoundError, UnavailableError
from chorus.core.ids import ConversationId, TenantId, new_id
from chorus.stores.event_log.admin import standings
from chorus.stores.event_log.notifications import LogListener
from chorus.stores.event_log.subscriptions import (
    Act,
    ActOnBatch,
    Enqueue,
    LoggedEvent,
    Subscription,
    Write,
)
from chorus.stores.jobs.job import Job
from chorus.stores.postgres.database import Database, Tx
from tests import people
from tests.consumers import consuming, unique, until
from tests.stores.event_log.conftest import Seen


async def test_a_handler_writes_as_the_event_s_tenant_in_the_transaction_of_the_cursor(
    database: Database, growth: LogListener, bao: Actor, globex: TenantId, ada: Actor
) -> None:
    names: dict[TenantId, list[str]] = {}

    async def write(_deps: object, tx: Tx, event: LoggedEvent) -> None:
        if event.tenant_id in {bao.tenant_id, globex}:
            names[event.tenant_id] = [row[0] for row in await tx.records("SELECT name FROM customers")]
            await tx.execute("INSERT INTO labels (tenant_id, name) VALUES ($1, 'new')", tx.tenant_id)

    stranger = await people.customer_bao(database, globex, "Gus")
    subscription = unique(Subscription("writes", Write(write), frozenset({"conversation.created"})))
    async with consuming(database, growth, subscription):
        await people.conversation_with(database, bao)
        await people.conversation_with(database, stranger)
        await until(lambda: len(names) == 2)
        await until(lambda: _has_label(database, globex))
    assert names == {bao.tenant_id: ["Bao"], globex: ["Gus"]}
    async with database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT count(*) FROM labels") == 1


async def _has_label(database: Database, tenant_id: TenantId) -> bool:
    async with database.transaction(tenant_id) as tx:
        return bool(await tx.value("SELECT count(*) FROM labels"))


async def test_what_a_handler_records_is_published_and_in_the_log(
    database: Database, growth: LogListener, bao: Actor, ada: Actor, seen: Seen
) -> None:
    async with database.transaction(bao.tenant_id) as tx:
        await tx.execute("INSERT INTO labels (tenant_id, name) VALUES ($1, 'new')", bao.tenant_id)

    async def labels(_deps: object, tx: Tx, event: LoggedEvent) -> None:
        if event.tenant_id == bao.tenant_id and event.conversation_id is not None:
            await label(tx, ada, ConversationId(event.conversation_id), labels=["new"])

    labelling = unique(Subscription("labels", Write(labels), frozenset({"conversation.created"})))
    watching = unique(Subscription("watches", Act(seen), frozenset({"conversation.labelled"})))
    async with consuming(database, growth, labelling, watching):
        await people.conversation_with(database, bao)
        await until(lambda: seen.types == ["conversation.labelled"])


async def test_equal_jobs_of_a_batch_are_enqueued_once(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    task = f"test.{new_id().hex[-8:]}"

    def jobs(event: LoggedEvent) -> list[Job]:
        return [Job(task, {"tenant_id": event.tenant_id})] if event.tenant_id == bao.tenant_id else []

    conversation = await people.conversation_with(database, bao)
    subscription = unique(Subscription("jobs", Enqueue(jobs), frozenset({"message.sent"})))
    async with consuming(database, growth, subscription) as consumers:
        await consumers.stop()
    for number in range(5):
        await people.says(writer, bao, conversation, str(number))

    async def enqueued() -> bool:
        return bool(await database.unscoped("SELECT FROM procrastinate_jobs WHERE task_name = $1", task))

    async with consuming(database, growth, subscription):
        await until(enqueued)
    rows = await database.unscoped("DELETE FROM procrastinate_jobs WHERE task_name = $1 RETURNING args", task)
    assert [row["args"] for row in rows] == [{"tenant_id": str(bao.tenant_id)}]


async def test_a_refusal_counts_as_handled(database: Database, growth: LogListener, bao: Actor, seen: Seen) -> None:
    async def refuse(deps: object, event: LoggedEvent) -> None:
        await seen(deps, event)
        if event.tenant_id == bao.tenant_id:
            raise NotFoundError

    subscription = unique(Subscription("refuses", Act(refuse)))
    async with consuming(database, growth, subscription):
        await people.waiting_conversation(database, bao)
        await until(lambda: len(seen.events) == 2)
    [standing] = [one for one in await standings(database) if one.name == subscription.name]
    assert (standing.parked, standing.attempts) == (0, 0)


async def test_while_what_a_handler_needs_is_unavailable_the_batch_waits(
    database: Database, growth: LogListener, bao: Actor, seen: Seen
) -> None:
    tries = 0

    async def unavailable(deps: object, event: LoggedEvent) -> None:
        nonlocal tries
        if event.tenant_id == bao.tenant_id:
            tries += 1
            if tries < 4:
                raise UnavailableError
            await seen(deps, event)

    subscription = unique(Subscription("waits", Act(unavailable), frozenset({"conversation.created"})))
    async with consuming(database, growth, subscription):
        await people.conversation_with(database, bao)
        await until(lambda: len(seen.events) == 1)
    assert tries == 4
    [standing] = [one for one in await standings(database) if one.name == subscription.name]
    assert (standing.parked, standing.attempts, standing.last_error) == (0, 0, "")


async def test_a_batch_is_one_call_and_only_the_event_at_fault_fails(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    calls: list[list[int]] = []

    async def batch(_deps: object, events: Sequence[LoggedEvent]) -> None:
        mine = [event.agent_position for event in events if event.tenant_id == bao.tenant_id]
        if 3 in mine and not any(3 in call for call in calls if len(call) == 1):
            calls.append(mine)
            raise ValueError
        calls.append(mine)

    conversation = await people.conversation_with(database, bao)
    subscription = unique(Subscription("batch", ActOnBatch(batch), frozenset({"message.sent"}), shards=1))
    async with consuming(database, growth, subscription):
        pass
    for number in range(3):
        await people.says(writer, bao, conversation, str(number))
    async with consuming(database, growth, subscription):
        await until(lambda: bool(calls) and 4 in calls[-1] and len(calls) > 1)
    # Together, then each alone; the last one waits behind the one that failed, and comes with it.
    assert calls == [[2, 3, 4], [2], [3], [3, 4]]
