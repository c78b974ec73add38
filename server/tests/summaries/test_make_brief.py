"""Briefs as they are saved, told and shown."""

from chorus.chat.conversations.close import close
from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor, system_of
from chorus.core.ids import TenantId, new_id
from chorus.protocol.events.conversation import EscalationReason
from chorus.routing.escalations.escalate import escalate
from chorus.stores import embedded
from chorus.stores.event_log.notifications import LogListener
from chorus.stores.postgres.database import Database
from chorus.summaries.consume import EVENTS, SUBSCRIPTIONS
from chorus.summaries.draft import Draft, Line
from chorus.summaries.jobs import TASKS
from chorus.summaries.save import save
from tests import people
from tests.app import App, code_of
from tests.consumers import consuming, unique, until
from tests.people import Published
from tests.summaries.conftest import Engine


async def _told(database: Database, conversation: Conversation) -> list[dict[str, object]]:
    async with database.transaction(conversation.tenant_id) as tx:
        rows = await tx.records(
            "SELECT payload, customer_position, feed_position FROM events"
            " WHERE conversation_id = $1 AND type = 'conversation.briefed' ORDER BY id",
            conversation.id,
        )
    assert all(row["customer_position"] is None for row in rows)
    return [row["payload"] for row in rows]


async def test_it_is_saved_and_told_to_agents_alone(
    engine: Engine, writer: MessageWriter, bao: Actor, conversation: Conversation, published: Published
) -> None:
    await people.says(writer, bao, conversation, "My lamp #48213 arrived broken.")
    brief = await engine.makes(conversation)
    assert brief is not None
    assert (brief.version, brief.origin, brief.note) == (1, "rules", None)
    assert brief.intent is not None
    assert "arrived broken" in brief.intent.text
    now = await engine.conversation(bao, conversation)
    assert now.details["summary"]["basisPosition"] == brief.basis_position == now.message_position
    [told] = await _told(engine.database, conversation)
    assert (told["version"], told["origin"], told["basisPosition"]) == (1, "rules", brief.basis_position)
    assert not [one for one in published.envelopes if b"briefed" in one.body and "customer" in one.topic]


async def test_running_again_changes_nothing(
    engine: Engine, writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    await people.says(writer, bao, conversation, "My lamp arrived broken.")
    first = await engine.makes(conversation)
    assert await engine.makes(conversation) == first
    assert len(await _told(engine.database, conversation)) == 1


async def test_nothing_said_is_nothing_to_brief(engine: Engine, conversation: Conversation) -> None:
    assert await engine.makes(conversation) is None
    assert await _told(engine.database, conversation) == []


async def test_a_newer_message_makes_it_stale_and_the_next_version_is_not(
    engine: Engine, app: App, writer: MessageWriter, bao: Actor, ada: Actor, conversation: Conversation
) -> None:
    await people.says(writer, bao, conversation, "My lamp arrived broken.")
    await engine.makes(conversation)
    path = f"/livechat/summary/{conversation.id}"
    assert (await app.ask("GET", path, ada)).json()["isStale"] is False
    await people.says(writer, bao, conversation, "Can I have a new one?")
    stale = (await app.ask("GET", path, ada)).json()
    assert (stale["version"], stale["isStale"]) == (1, True)
    made = await app.ask("POST", f"/v1/conversations/{conversation.id}/brief", ada)
    assert (made.status_code, made.json()["version"], made.json()["isStale"]) == (200, 2, False)
    assert made.json()["openQuestion"]["text"] == "“Can I have a new one?”"
    assert made.json() == (await app.ask("GET", path, ada)).json()


async def test_an_older_brief_does_not_overwrite_a_newer_one(
    engine: Engine, writer: MessageWriter, bao: Actor, conversation: Conversation, database: Database
) -> None:
    await people.says(writer, bao, conversation, "My lamp arrived broken.")
    newer = await engine.makes(conversation)
    assert newer is not None
    draft = Draft(intent=Line("old", (new_id(),)))
    async with database.transaction(bao.tenant_id) as tx:
        found = await save(
            tx, system_of(bao.tenant_id), conversation.id, draft, origin="model", basis_position=0, status="bot"
        )
    assert found == newer


async def test_closing_leaves_no_next_step(
    engine: Engine, writer: MessageWriter, bao: Actor, conversation: Conversation, database: Database
) -> None:
    await people.says(writer, bao, conversation, "Can I have a new lamp?")
    before = await engine.makes(conversation)
    async with database.transaction(bao.tenant_id) as tx:
        await close(tx, bao, conversation.id)
    after = await engine.makes(conversation)
    assert before is not None
    assert after is not None
    assert before.next_step is not None
    assert (after.next_step, after.version) == (None, 2)


async def test_the_rest_of_the_metadata_stays(
    engine: Engine, writer: MessageWriter, bao: Actor, conversation: Conversation, database: Database
) -> None:
    async with database.transaction(bao.tenant_id) as tx:
        await tx.execute(
            "UPDATE conversations SET metadata = $2 WHERE id = $1", conversation.id, {"botContextAfter": 3}
        )
    await people.says(writer, bao, conversation, "Can I have a new lamp?")
    await engine.makes(conversation)
    assert (await engine.conversation(bao, conversation)).details["botContextAfter"] == 3


async def test_a_brief_of_another_version_is_made_anew(
    engine: Engine,
    app: App,
    writer: MessageWriter,
    bao: Actor,
    ada: Actor,
    conversation: Conversation,
    database: Database,
) -> None:
    await people.says(writer, bao, conversation, "Can I have a new lamp?")
    async with database.transaction(bao.tenant_id) as tx:
        summary = {"summary": {"version": 7, "shape": "unknown"}}
        await tx.execute("UPDATE conversations SET metadata = $2 WHERE id = $1", conversation.id, summary)
    assert code_of(await app.ask("GET", f"/livechat/summary/{conversation.id}", ada)) == "brief.not_found"
    brief = await engine.makes(conversation)
    assert brief is not None
    assert brief.version == 8


async def test_who_may_read_it(
    engine: Engine, app: App, writer: MessageWriter, bao: Actor, ada: Actor, conversation: Conversation,
    database: Database, globex: TenantId,
) -> None:  # fmt: skip
    path = f"/livechat/summary/{conversation.id}"
    assert code_of(await app.ask("GET", path, ada)) == "brief.not_found"
    assert code_of(await app.ask("POST", f"/v1/conversations/{conversation.id}/brief", ada)) == "brief.nothing_said"
    await people.says(writer, bao, conversation, "Can I have a new lamp?")
    await engine.makes(conversation)
    stranger = await people.agent_ada(database, globex)
    assert code_of(await app.ask("GET", path, stranger)) == "conversation.not_found"
    assert (await app.ask("GET", path, bao)).status_code == 403


async def test_escalation_transfer_requeue_and_close_cause_it(
    database: Database, postgres: embedded.Postgres, writer: MessageWriter, bao: Actor, conversation: Conversation
) -> None:
    [subscription] = SUBSCRIPTIONS
    assert subscription.types == EVENTS
    await people.says(writer, bao, conversation, "I need a human")

    async def is_enqueued() -> bool:
        sql = "SELECT FROM procrastinate_jobs WHERE args ->> 'conversation_id' = $1 AND queue_name = 'summaries'"
        return bool(await database.unscoped(sql, str(conversation.id)))

    growth = LogListener(postgres.app_url)
    async with consuming(database, growth, unique(subscription)):
        async with database.transaction(bao.tenant_id) as tx:
            await escalate(tx, bao, conversation.id, reason=EscalationReason.REQUESTED)
        await until(is_enqueued)
    await growth.stop()
    rows = await database.unscoped(
        "SELECT task_name, lock, args FROM procrastinate_jobs"
        " WHERE args ->> 'conversation_id' = $1 AND queue_name = 'summaries'",
        str(conversation.id),
    )
    assert [(row["task_name"], row["lock"]) for row in rows] == [("summaries.make_brief", f"brief:{conversation.id}")]
    await TASKS["summaries.make_brief"](Engine(database), **rows[0]["args"])
    assert len(await _told(database, conversation)) == 1
