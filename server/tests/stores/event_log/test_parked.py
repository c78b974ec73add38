"""A poisonous event: retried, parked, told of; the others go on, and its conversation keeps its order."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import structlog
from prometheus_client import REGISTRY

from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.stores.event_log import admin, parked
from chorus.stores.event_log.consumers import EventConsumers
from chorus.stores.event_log.lag import show_lag
from chorus.stores.event_log.notifications import LogListener
from chorus.stores.event_log.subscriptions import Act, LoggedEvent, Subscription
from chorus.stores.postgres.database import Database
from tests import people
from tests.consumers import consuming, unique, until

MESSAGES = frozenset({"message.sent"})


class Handler:
    """Fails at one position of Bao's conversation for so many times."""

    def __init__(self, poison: int, times: float = float("inf")) -> None:
        self.poison, self.left = poison, times
        self.tenant: object = None
        self.handled: list[tuple[str, int]] = []
        self.tried = 0

    async def __call__(self, _deps: object, event: LoggedEvent) -> None:
        """Note what was handled."""
        if event.tenant_id != self.tenant:
            return
        if event.agent_position == self.poison and self.left > 0:
            self.left -= 1
            self.tried += 1
            raise KeyError("the secret that a customer wrote")
        self.handled.append((str(event.conversation_id), event.agent_position))


@asynccontextmanager
async def handling(
    database: Database, growth: LogListener, handler: Handler, actor: Actor
) -> AsyncIterator[tuple[Subscription, EventConsumers]]:
    """The handler at work."""
    handler.tenant = actor.tenant_id
    subscription = unique(Subscription("parks", Act(handler), MESSAGES))
    async with consuming(database, growth, subscription) as consumers:
        yield subscription, consumers


async def _parked(database: Database, subscription: Subscription) -> list[admin.Parked]:
    return await admin.list_parked(database, subscription.name, limit=10)


def _is_parked(database: Database, subscription: Subscription) -> Callable[[], object]:
    async def check() -> bool:
        return bool(await _parked(database, subscription))

    return check


async def test_a_poisonous_event_is_parked_and_told_of_and_the_others_go_on(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    handler = Handler(poison=3)
    with structlog.testing.capture_logs() as logs:
        async with handling(database, growth, handler, bao) as (subscription, _):
            for number in range(3):
                await people.says(writer, bao, conversation, str(number))
            await until(lambda: len(handler.handled) == 2)
            await until(_is_parked(database, subscription))  # type: ignore[arg-type]
    assert [position for _, position in handler.handled] == [2, 4]
    [event] = await _parked(database, subscription)
    assert event.event is not None
    assert (event.event.type, event.event.conversation_id) == ("message.sent", conversation.id)
    assert event.attempts == 3
    assert event.error.startswith("KeyError at ")
    assert "secret" not in event.error
    assert [entry["event_id"] for entry in logs if entry["event"] == "event.parked"] == [event.event_id]
    assert REGISTRY.get_sample_value("parked_events_total", {"consumer": subscription.name}) == 1
    await show_lag(database, now())
    assert REGISTRY.get_sample_value("event_consumer_parked_events", {"consumer": subscription.name}) == 1


async def test_later_events_of_its_conversation_wait_while_it_is_retried_and_other_conversations_do_not(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    bea = await people.customer_bao(database, bao.tenant_id, "Bea")
    mine, hers = await people.conversation_with(database, bao), await people.conversation_with(database, bea)
    handler = Handler(poison=3)
    handler.tenant = bao.tenant_id
    subscription = unique(Subscription("parks", Act(handler), MESSAGES, shards=1))
    async with consuming(database, growth, subscription, retry_seconds=(3600.0, 3600.0)):
        for number in range(4):
            await people.says(writer, bao, mine, str(number))
            if number != 1:
                await people.says(writer, bea, hers, str(number))
        await until(lambda: len([one for one in handler.handled if one[0] == str(hers.id)]) >= 1)
        await until(lambda: (str(mine.id), 2) in handler.handled)

        async def all_wait() -> bool:
            rows = await database.unscoped("SELECT FROM parked_events WHERE consumer = $1", subscription.name)
            return len(rows) == 5  # two of hers behind her third, three of his

        await until(all_wait)
        assert [position for _, position in handler.handled] == [2, 2]
        handler.left = 0
        await database.unscoped(
            "UPDATE parked_events SET next_attempt_at = now() WHERE consumer = $1 AND attempts > 0", subscription.name
        )
        await database.unscoped("UPDATE event_consumers SET lease_holder = NULL WHERE name = $1", subscription.name)
        await until(lambda: len(handler.handled) == 7)
    of_mine = [position for conversation, position in handler.handled if conversation == str(mine.id)]
    of_hers = [position for conversation, position in handler.handled if conversation == str(hers.id)]
    assert (of_mine, of_hers) == ([2, 3, 4, 5], [2, 3, 4])


async def test_one_that_succeeds_in_the_end_is_not_parked(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    handler = Handler(poison=2, times=2)
    async with handling(database, growth, handler, bao) as (subscription, _):
        await people.says(writer, bao, conversation, "1")
        await people.says(writer, bao, conversation, "2")
        await until(lambda: len(handler.handled) == 2)
    assert [position for _, position in handler.handled] == [2, 3]
    assert await database.unscoped("SELECT FROM parked_events WHERE consumer = $1", subscription.name) == []


async def test_a_parked_event_is_retried_when_told_so(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    handler = Handler(poison=2)
    async with handling(database, growth, handler, bao) as (subscription, _):
        await people.says(writer, bao, conversation, "1")
        await until(_is_parked(database, subscription))  # type: ignore[arg-type]
    handler.left = 0
    assert await admin.retry_parked(database, subscription.name, None) == 1
    async with consuming(database, growth, subscription):
        await until(lambda: len(handler.handled) == 1)
    assert await _parked(database, subscription) == []


async def test_a_parked_event_can_be_discarded(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    handler = Handler(poison=2)
    async with handling(database, growth, handler, bao) as (subscription, _):
        await people.says(writer, bao, conversation, "1")
        await until(_is_parked(database, subscription))  # type: ignore[arg-type]
    [event] = await _parked(database, subscription)
    assert await admin.discard_parked(database, subscription.name, [event.event_id + 1]) == 0
    assert await admin.discard_parked(database, subscription.name, [event.event_id]) == 1
    assert await _parked(database, subscription) == []


async def test_nobody_is_told_of_a_consumer_that_does_not_exist(database: Database) -> None:
    with pytest.raises(admin.ConsumerNotFound):
        await admin.retry_parked(database, "nobody", None)
    with pytest.raises(admin.ConsumerNotFound):
        await admin.rewind(database, "nobody", None)
    with pytest.raises(admin.ConsumerNotFound):
        await admin.skip(database, "nobody")


async def test_an_event_that_is_erased_meanwhile_is_retried_no_more(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    handler = Handler(poison=2)
    handler.tenant = bao.tenant_id
    subscription = unique(Subscription("erased", Act(handler), MESSAGES))

    async def rows() -> int:
        return len(await database.unscoped("SELECT FROM parked_events WHERE consumer = $1", subscription.name))

    async def is_there() -> bool:
        return await rows() == 1

    async def is_gone() -> bool:
        return await rows() == 0

    async with consuming(database, growth, subscription, retry_seconds=(1.0, 3600.0)):
        await people.says(writer, bao, conversation, "1")
        await until(is_there)
        async with database.transaction(bao.tenant_id) as tx:
            await tx.execute("DELETE FROM conversations WHERE id = $1", conversation.id)
        await until(is_gone)


async def test_a_shard_in_which_everything_fails_reads_no_further(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    async def fails(_deps: object, event: LoggedEvent) -> None:
        if event.tenant_id == bao.tenant_id:
            raise ValueError

    conversation = await people.conversation_with(database, bao)
    subscription = unique(Subscription("all_fail", Act(fails), MESSAGES, shards=1))

    async def held() -> int:
        return len(await database.unscoped("SELECT FROM parked_events WHERE consumer = $1", subscription.name))

    async def is_full() -> bool:
        return await held() == 2

    async with consuming(database, growth, subscription, retry_seconds=(3600.0,), retried_max=2):
        await people.says(writer, bao, conversation, "1")
        await people.says(writer, bao, conversation, "2")
        await until(is_full)
        await people.says(writer, bao, conversation, "3")
        [standing] = [one for one in await admin.standings(database) if one.name == subscription.name]
        assert standing.lag_events >= 1
        assert await held() == 2


async def test_parked_events_are_forgotten_after_a_month(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    conversation = await people.conversation_with(database, bao)
    handler = Handler(poison=2)
    async with handling(database, growth, handler, bao) as (subscription, _):
        await people.says(writer, bao, conversation, "1")
        await until(_is_parked(database, subscription))  # type: ignore[arg-type]
    async with database.across(()) as connection:
        await parked.forget(connection)
    assert len(await _parked(database, subscription)) == 1
    await database.unscoped(
        "UPDATE parked_events SET failed_at = failed_at - make_interval(days => $2) WHERE consumer = $1",
        subscription.name,
        parked.KEPT_DAYS + 1,
    )
    async with database.across(()) as connection:
        await parked.forget(connection)
    assert await _parked(database, subscription) == []
