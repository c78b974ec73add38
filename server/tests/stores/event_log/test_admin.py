"""Cursors seen from outside, and moved by hand."""

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.stores.event_log import admin
from chorus.stores.event_log.lag import show_lag
from chorus.stores.event_log.leases import register
from chorus.stores.event_log.notifications import LogListener
from chorus.stores.event_log.subscriptions import Act, LoggedEvent, Subscription
from chorus.stores.postgres.database import Database
from tests import people
from tests.consumers import consuming, unique, until

MESSAGES = frozenset({"message.sent"})


class Positions:
    """The messages of one tenant that were handled."""

    def __init__(self, actor: Actor) -> None:
        self.tenant_id = actor.tenant_id
        self.found: list[int] = []

    async def __call__(self, _deps: object, event: LoggedEvent) -> None:
        """Note one."""
        if event.tenant_id == self.tenant_id:
            self.found.append(event.agent_position)


async def test_lag_is_counted_in_events_and_seconds(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    positions = Positions(bao)
    subscription = unique(Subscription("lags", Act(positions), MESSAGES))
    await register(database, subscription)
    conversation = await people.conversation_with(database, bao)
    for number in range(3):
        await people.says(writer, bao, conversation, str(number))
    later = now() + timedelta(seconds=60)
    await show_lag(database, later)
    labels = {"consumer": subscription.name}
    assert REGISTRY.get_sample_value("event_consumer_lag_events", labels) == 4
    assert 60 <= (REGISTRY.get_sample_value("event_consumer_lag_seconds", labels) or 0) < 120
    async with consuming(database, growth, subscription):
        await until(lambda: len(positions.found) == 3)

        async def is_level() -> bool:
            await show_lag(database, later)
            return REGISTRY.get_sample_value("event_consumer_lag_events", labels) == 0

        await until(is_level)
    assert REGISTRY.get_sample_value("event_consumer_lag_seconds", labels) == 0
    assert REGISTRY.get_sample_value("consumed_events_total", labels) == 3


async def test_a_rewound_consumer_handles_everything_again(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    positions = Positions(bao)
    subscription = unique(Subscription("rewound", Act(positions), MESSAGES))
    conversation = await people.conversation_with(database, bao)
    async with consuming(database, growth, subscription):
        await people.says(writer, bao, conversation, "1")
        await until(lambda: positions.found == [2])
        assert await admin.rewind(database, subscription.name, None) == 4
        await until(lambda: positions.found == [2, 2])


async def test_it_is_rewound_to_a_moment(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    positions = Positions(bao)
    subscription = unique(Subscription("moment", Act(positions), MESSAGES))
    conversation = await people.conversation_with(database, bao)
    async with consuming(database, growth, subscription):
        await people.says(writer, bao, conversation, "before")
        second = await people.says(writer, bao, conversation, "after")
        await until(lambda: positions.found == [2, 3])

        # The cursor moves after the handler has returned, and one that has not got there is not moved back.
        async def has_caught_up() -> bool:
            [standing] = [one for one in await admin.standings(database) if one.name == subscription.name]
            return standing.lag_events == 0

        await until(has_caught_up)
        await admin.rewind(database, subscription.name, second.created_at)
        # It may go back further: the clocks of other tests, whose log this is too, are not all the same.
        await until(lambda: positions.found.count(3) == 2)
    with pytest.raises(admin.NothingSince):
        await admin.rewind(database, subscription.name, now() + timedelta(days=1))


async def test_a_skipped_consumer_goes_on_from_now(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    positions = Positions(bao)
    subscription = unique(Subscription("skips", Act(positions), MESSAGES))
    await register(database, subscription)
    conversation = await people.conversation_with(database, bao)
    await people.says(writer, bao, conversation, "left out")
    assert await admin.skip(database, subscription.name) == 2
    async with consuming(database, growth, subscription):
        await people.says(writer, bao, conversation, "handled")
        await until(lambda: positions.found == [3])


async def test_behind_a_restored_dump_a_cursor_begins_anew_without_what_it_has_read(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    positions = Positions(bao)
    subscription = unique(Subscription("restored", Act(positions), MESSAGES))
    conversation = await people.conversation_with(database, bao)
    async with consuming(database, growth, subscription):
        await people.says(writer, bao, conversation, "before")
        await until(lambda: positions.found == [2])
    # As from a cluster with higher transaction numbers; 2,000 events may come again, of which the test asks for none.
    await database.unscoped(
        "UPDATE event_consumers SET txid = '999999999', last_event_id = last_event_id + 2000 WHERE name = $1",
        subscription.name,
    )
    epoch = (await database.unscoped("SELECT epoch FROM log_epoch"))[0][0]
    await database.unscoped("SELECT change_log_epoch($1, 0, 'test', NULL)", epoch)
    async with consuming(database, growth, subscription):
        await people.says(writer, bao, conversation, "after")
        await until(lambda: positions.found == [2, 3])
