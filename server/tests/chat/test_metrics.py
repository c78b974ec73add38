"""Every event is counted, whoever wrote it."""

from prometheus_client import REGISTRY

from chorus.chat.consume import SUBSCRIPTIONS
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.core.actor import Actor
from chorus.core.ids import MessageId, new_id
from chorus.stores import embedded
from chorus.stores.event_log.notifications import LogListener
from chorus.stores.postgres.database import Database
from tests import people
from tests.consumers import consuming, unique, until

TYPES = ("conversation.created", "conversation.escalated", "conversation.assigned", "message.sent", "note.added")


def _counted() -> dict[str, float]:
    return {one: REGISTRY.get_sample_value("events_total", {"type": one}) or 0.0 for one in TYPES}


async def test_every_event_is_counted_once_messages_and_notes_included(
    database: Database, postgres: embedded.Postgres, writer: MessageWriter, bao: Actor, ada: Actor
) -> None:
    growth, before = LogListener(postgres.app_url), _counted()
    escalated = REGISTRY.get_sample_value("escalations_total", {"reason": "requested"}) or 0.0
    async with consuming(database, growth, *map(unique, SUBSCRIPTIONS)):
        conversation = await people.active_conversation(database, bao, ada)
        await people.says(writer, ada, conversation, "Hello!")
        note = MessageId(new_id())
        await say(writer, ada, conversation.id, message_id=note, content="A regular.", message_type="note")
        await until(lambda: _counted()["note.added"] > before["note.added"])
    await growth.stop()
    assert {one: count - before[one] for one, count in _counted().items()} == dict.fromkeys(TYPES, 1.0)
    assert REGISTRY.get_sample_value("escalations_total", {"reason": "requested"}) == escalated + 1
