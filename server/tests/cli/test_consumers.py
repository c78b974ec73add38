"""`chorus consumers` and what the doctor says of consumers."""

import pytest

from chorus.chat.messages.append import MessageWriter
from chorus.cli.doctor.consumers import check_consumers
from chorus.cli.doctor.finding import Finding, Verdict
from chorus.core.actor import Actor
from chorus.core.ids import new_id
from chorus.processes.containers import subscriptions
from chorus.processes.settings import Settings
from chorus.stores import embedded
from chorus.stores.event_log.leases import register
from chorus.stores.event_log.subscriptions import Act, LoggedEvent, Subscription
from chorus.stores.postgres.database import Database
from tests import people
from tests.cli.test_cli import chorus
from tests.consumers import unique


async def ignore(_deps: object, _event: LoggedEvent) -> None:
    """Whatever it is."""


@pytest.fixture
async def consumer(database: Database, writer: MessageWriter, bao: Actor) -> str:
    """A consumer at two events, the second of which is parked, and nobody works on it."""
    subscription = unique(Subscription("test", Act(ignore)))
    await register(database, subscription)
    conversation = await people.conversation_with(database, bao)
    await people.says(writer, bao, conversation, "1")
    async with database.transaction(bao.tenant_id) as tx:
        event_id = await tx.value("SELECT max(id) FROM events WHERE conversation_id = $1", conversation.id)
    await database.unscoped(
        "INSERT INTO parked_events (consumer, event_id, bucket, stream_id, error, attempts)"
        " VALUES ($1, $2, 1, $3, 'KeyError at chorus/x.py:1', 5)",
        subscription.name,
        event_id,
        conversation.id,
    )
    return subscription.name


def _lines(output: str, word: str) -> list[list[str]]:
    return [line.split() for line in output.splitlines() if word in line.split()]


@pytest.mark.usefixtures("installed")
def test_consumers_are_listed_with_their_lag_and_parked_events(consumer: str) -> None:
    listed = chorus("consumers", "list")
    assert listed.exit_code == 0, listed.output
    [[_, shards, events, _seconds, parked]] = _lines(listed.output, consumer)
    assert (shards, parked) == ("0/4", "1")
    assert int(events) >= 2
    shown = chorus("consumers", "parked", consumer)
    [line] = _lines(shown.output, consumer)
    assert line[2] == "message.sent"
    assert line[-3:] == ["KeyError", "at", "chorus/x.py:1"]


@pytest.mark.usefixtures("installed")
def test_a_consumer_is_skipped_and_rewound(consumer: str) -> None:
    assert chorus("consumers", "skip", consumer).exit_code == 1  # nobody is there to say yes
    assert "skipped" in chorus("consumers", "skip", consumer, "--yes").output
    [[_, _, events, *_]] = _lines(chorus("consumers", "list").output, consumer)
    assert events == "0"
    assert chorus("consumers", "rewind", consumer, "--all").output == f"4 shards of {consumer} were moved back.\n"
    assert "has not got that far" in chorus("consumers", "rewind", consumer, "--all").output


@pytest.mark.usefixtures("installed")
def test_parked_events_are_retried_and_discarded(consumer: str) -> None:
    assert chorus("consumers", "retry", consumer, "--all").output == "1 events will be retried.\n"
    assert "No event is parked." in chorus("consumers", "parked", consumer).output
    assert chorus("consumers", "discard", consumer, "--all").output == "0 events were discarded.\n"


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "arguments",
    [
        ["rewind", "nobody"],
        ["rewind", "nobody", "--all", "--since", "2026-11-27"],
        ["rewind", "nobody", "--since", "yesterday"],
        ["retry", "nobody"],
        ["discard", "nobody", "1", "--all"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert chorus("consumers", *arguments).exit_code == 2


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("arguments", [["rewind", "nobody", "--all"], ["skip", "nobody", "--yes"]])
def test_an_unknown_consumer_is_named_as_such(arguments: list[str]) -> None:
    result = chorus("consumers", *arguments)
    assert result.exit_code == 1
    assert "No consumer has this name." in result.output


async def _findings(postgres: embedded.Postgres) -> list[Finding]:
    return [found async for found in check_consumers(Settings.model_construct(database_url=postgres.app_url))]


async def test_the_doctor_tells_of_lag_and_of_parked_events(
    postgres: embedded.Postgres, database: Database, writer: MessageWriter, bao: Actor
) -> None:
    name = subscriptions()[0].name
    await database.unscoped(
        "UPDATE event_consumers SET txid = pg_snapshot_xmin(pg_current_snapshot()), event_id = 0 WHERE name = ANY ($1)",
        [one.name for one in subscriptions()],
    )
    assert [found.verdict for found in await _findings(postgres)] == [Verdict.OK]
    conversation = await people.conversation_with(database, bao)
    async with database.transaction(bao.tenant_id) as tx:
        await tx.execute(
            "UPDATE events SET created_at = now() - interval '5 minutes' WHERE conversation_id = $1", conversation.id
        )
    await database.unscoped(
        "INSERT INTO parked_events (consumer, event_id, bucket, stream_id) VALUES ($1, -1, 1, $2)", name, new_id()
    )
    try:
        late, parked = await _findings(postgres)
    finally:
        await database.unscoped("DELETE FROM parked_events WHERE consumer = $1", name)
        await database.unscoped(
            "UPDATE event_consumers SET txid = pg_snapshot_xmin(pg_current_snapshot()), event_id = 0 WHERE name = $1",
            name,
        )
    assert f"{name} is 300 s" in late.text
    assert "no worker runs it" in late.text
    assert f"1 {name}" in parked.text
    assert "chorus consumers retry" in parked.remedy
