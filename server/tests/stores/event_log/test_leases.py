"""Shards are leased: several workers share a consumer, and those of a dead one are taken over."""

from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.ids import TenantId, new_id
from chorus.stores.event_log.consumers import EventConsumers
from chorus.stores.event_log.leases import beat, register
from chorus.stores.event_log.notifications import LogListener
from chorus.stores.event_log.subscriptions import Act, LoggedEvent, Subscription
from chorus.stores.postgres.database import Database
from tests import people
from tests.consumers import consuming, unique, until


async def ignore(_deps: object, _event: LoggedEvent) -> None:
    """Whatever it is."""


async def _forget_other_workers(database: Database) -> None:
    await database.unscoped("DELETE FROM event_consumer_workers")


async def test_two_workers_share_the_shards(database: Database, growth: LogListener) -> None:
    await _forget_other_workers(database)
    subscription = unique(Subscription("shared", Act(ignore)))
    async with consuming(database, growth, subscription) as first:
        second = EventConsumers(database, growth, [subscription], heartbeat_seconds=0.1)
        second.start()
        try:
            await until(lambda: (len(first.held), len(second.held)) == (2, 2))
            assert first.held | second.held == {(subscription.name, shard) for shard in range(4)}
        finally:
            await second.stop()
        await until(lambda: len(first.held) == 4)


async def test_shards_of_a_dead_worker_are_taken_over(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    await _forget_other_workers(database)
    handled: list[int] = []

    async def note(_deps: object, event: LoggedEvent) -> None:
        if event.tenant_id == bao.tenant_id:
            handled.append(event.agent_position)

    subscription = unique(Subscription("orphaned", Act(note), frozenset({"message.sent"})))
    conversation = await people.conversation_with(database, bao)
    await register(database, subscription)
    dead = new_id()
    taken = (await beat(database, dead, {subscription.name: 4}, (), lease_seconds=600)).taken
    assert len(taken) == 4
    await people.says(writer, bao, conversation, "Is anybody there?")
    alive = EventConsumers(database, growth, [subscription], heartbeat_seconds=0.1)
    alive.start()
    try:
        await until(lambda: alive._place.leased_until > 0)
        assert alive.held == set()
        await database.unscoped("UPDATE event_consumers SET leased_until = now() WHERE lease_holder = $1", dead)
        await database.unscoped("DELETE FROM event_consumer_workers WHERE id = $1", dead)
        await until(lambda: handled == [2])
    finally:
        await alive.stop()


async def test_a_worker_whose_shard_was_taken_moves_no_cursor(
    database: Database, growth: LogListener, writer: MessageWriter, bao: Actor
) -> None:
    await _forget_other_workers(database)
    subscription = unique(Subscription("stolen", Act(ignore), frozenset({"message.sent"}), shards=1))
    conversation = await people.conversation_with(database, bao)
    async with consuming(database, growth, subscription, heartbeat_seconds=600):
        thief = new_id()
        await database.unscoped(
            "UPDATE event_consumers SET lease_holder = $2, txid = '1', leased_until = now() + interval '1 hour'"
            " WHERE name = $1",
            subscription.name,
            thief,
        )
        await people.says(writer, bao, conversation, "Whose is this?")

        async def has_noticed() -> bool:
            return not await database.unscoped(
                "SELECT FROM event_consumers WHERE name = $1 AND lease_holder <> $2", subscription.name, thief
            )

        await until(has_noticed)
    [row] = await database.unscoped(
        "SELECT txid::text, lease_holder FROM event_consumers WHERE name = $1", subscription.name
    )
    assert (row["txid"], row["lease_holder"]) == ("1", thief)


async def test_a_claim_whose_answer_was_lost_is_given_back(database: Database, acme: TenantId) -> None:
    await _forget_other_workers(database)
    subscription = unique(Subscription("lost_answer", Act(ignore), shards=2))
    await register(database, subscription)
    worker, wanted = new_id(), {subscription.name: 2}
    assert len((await beat(database, worker, wanted, ())).taken) == 2
    again = await beat(database, worker, wanted, ())
    assert {lease.key for lease in again.taken} == {(subscription.name, 0), (subscription.name, 1)}
    kept = await beat(database, worker, wanted, [lease.key for lease in again.taken])
    assert (list(kept.taken), set(kept.lost), kept.surplus) == ([], set(), 0)
