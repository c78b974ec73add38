"""Chorus in a database that Enkisys made and uses: it comes as an extension, and Enkisys goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from chorus.cli.errors import explain
from chorus.core.exit_codes import ExitCode
from chorus.protocol.events import EVENT
from chorus.protocol.events.conversation import ConversationEscalated
from chorus.stores import embedded
from chorus.stores.postgres import migrate, schema_version
from chorus.stores.postgres.schema_version import AppRoleUnfit, CoreUnfit
from tests.stores.databases import THEIR_REVISION, rows

SAY = (
    "INSERT INTO messages (tenant_id, conversation_id, role, content)"
    " SELECT tenant_id, id, 'bot', %s FROM conversations"
)
CORE = ("tenants", "users", "customers", "conversations", "messages", "usage_ledger")


@contextmanager
def acting_as(url: str, role: str) -> Iterator[psycopg.Connection]:
    """Somebody else in the same database."""
    with psycopg.connect(url.replace("chorus_owner", role, 1)) as connection:
        yield connection


def test_an_enkisys_database_keeps_its_rows_and_its_own_revision(enkisys: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    assert schema_version.is_current(enkisys)
    assert rows(enkisys, "SELECT version_num FROM alembic_version") == [(THEIR_REVISION,)]
    assert rows(enkisys, "SELECT has_table_privilege('chorus_app', 'alembic_version', 'SELECT, UPDATE')") == [(False,)]

    migrate.upgrade(enkisys, is_enkisys=True)
    assert schema_version.is_current(enkisys)


def test_what_an_enkisys_database_brings_has_its_places_in_the_log(enkisys: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    assert rows(
        enkisys,
        "SELECT m.content, m.message_type, e.agent_position, e.customer_position, e.type"
        " FROM messages m JOIN events e ON e.message_id = m.id AND e.agent_position = m.agent_position"
        " ORDER BY m.agent_position",
    ) == [
        ("Hi.", "text", 1, 1, "message.sent"),
        ("Hello!", "text", 2, 2, "message.sent"),
        ("Where is it?", "text", 3, 3, "message.sent"),
    ]
    assert rows(
        enkisys,
        "SELECT c.agent_position, c.message_position, c.last_message_at = m.created_at"
        " FROM conversations c JOIN messages m ON m.agent_position = 3",
    ) == [(3, 3, True)]


def test_an_enkisys_database_is_not_taken_for_an_empty_one_nor_the_other_way_round(
    postgres: embedded.Postgres, enkisys: str
) -> None:
    with pytest.raises(CoreUnfit, match="--enkisys") as refused:
        migrate.upgrade(enkisys)
    readable = explain(refused.value)
    assert readable is not None
    assert readable.code is ExitCode.VERSION
    with pytest.raises(CoreUnfit, match="no Enkisys core"):
        migrate.upgrade(postgres.url("chorus_owner", "postgres"), is_enkisys=True)


def test_enkisys_roles_see_and_change_what_they_did(enkisys: str, their_role: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    for role in (their_role, "chorus_owner"):
        with acting_as(enkisys, role) as theirs:
            assert theirs.execute("SELECT count(*) FROM messages").fetchone() == (3,)
            theirs.execute("UPDATE customers SET name = 'Bao Tran'")
            theirs.execute("INSERT INTO tenants (name, slug) VALUES (%s, %s)", (role, role.replace("_", "-")))
    assert rows(enkisys, "SELECT count(*) FROM tenants") == [(3,)]


def test_chorus_itself_is_held_to_its_tenant_there_too(enkisys: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    with acting_as(enkisys, "chorus_app") as ours:
        for table in CORE:
            assert ours.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,), table
        (tenant_id,) = rows(enkisys, "SELECT id FROM tenants")[0]
        ours.execute("SELECT set_config('app.tenants', %s, true)", (f"{{{tenant_id}}}",))
        assert ours.execute("SELECT count(*) FROM messages").fetchone() == (3,)


def test_what_enkisys_writes_afterwards_gets_its_place_in_the_log(enkisys: str, their_role: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    with acting_as(enkisys, their_role) as theirs:
        theirs.execute(SAY, ("One moment.",))
        theirs.execute(SAY, ("Here it is.",))
    assert rows(
        enkisys,
        "SELECT m.content, m.agent_position, m.customer_position, e.type, c.message_position"
        " FROM messages m JOIN conversations c ON c.id = m.conversation_id"
        " JOIN events e ON e.message_id = m.id AND e.agent_position = m.agent_position"
        " WHERE m.agent_position > 3 ORDER BY m.agent_position",
    ) == [("One moment.", 4, 4, "message.sent", 5), ("Here it is.", 5, 5, "message.sent", 5)]


def test_what_enkisys_writes_twice_is_there_once(enkisys: str, their_role: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    again = (
        "INSERT INTO messages (id, tenant_id, conversation_id, role, content)"
        " SELECT id, tenant_id, conversation_id, role, content FROM messages ON CONFLICT DO NOTHING"
    )
    with acting_as(enkisys, their_role) as theirs:
        theirs.execute(again)
    assert rows(enkisys, "SELECT count(*), max(agent_position) FROM events") == [(3, 3)]
    assert rows(enkisys, "SELECT agent_position FROM conversations") == [(3,)]


def test_a_role_that_came_later_is_let_in_by_the_next_time(enkisys: str, their_role: str) -> None:
    with acting_as(enkisys, "chorus_owner") as owner:
        owner.execute(f"REVOKE ALL ON messages FROM {their_role}".encode())
    migrate.upgrade(enkisys, is_enkisys=True)
    with acting_as(enkisys, "chorus_owner") as owner:
        owner.execute(f"GRANT SELECT ON messages TO {their_role}".encode())
    migrate.upgrade(enkisys, is_enkisys=True)
    with acting_as(enkisys, their_role) as theirs:
        assert theirs.execute("SELECT count(*) FROM messages").fetchone() == (3,)


def test_an_application_with_the_rights_of_enkisys_is_refused(
    enkisys: str, postgres: embedded.Postgres, their_role: str
) -> None:
    with psycopg.connect(postgres.admin_url, autocommit=True) as admin:
        admin.execute("CREATE ROLE chorus_too_near LOGIN IN ROLE enkisys_app")
    with pytest.raises(AppRoleUnfit, match=their_role):
        migrate.upgrade(enkisys, app_role="chorus_too_near", is_enkisys=True)
    assert schema_version.current(enkisys) is None


STATUS_EVENTS = (
    "SELECT e.type, e.agent_position, e.customer_position, e.feed_position, e.payload -> 'actor' ->> 'name'"
    " FROM events e WHERE e.type <> 'message.sent' ORDER BY e.agent_position"
)


def test_what_enkisys_does_to_a_status_is_an_event(enkisys: str, their_role: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    for status in ("waiting", "waiting", "bot", "closed", "bot"):
        with acting_as(enkisys, their_role) as theirs:
            theirs.execute("UPDATE conversations SET status = %s", (status,))
    assert rows(enkisys, STATUS_EVENTS) == [
        ("conversation.escalated", 4, 4, 1, "Enkisys"),
        ("conversation.returned", 5, 5, 2, "Enkisys"),
        ("conversation.closed", 6, 6, 3, "Enkisys"),
        ("conversation.reopened", 7, 7, 4, "Enkisys"),
    ]
    assert rows(enkisys, "SELECT status, floor, floor_number, agent_position, closed_at FROM conversations") == [
        ("bot", "bot", 5, 7, None)
    ]
    assert rows(enkisys, "SELECT status FROM escalations") == [("cancelled",)]
    assert rows(enkisys, "SELECT feed_position FROM tenants") == [(4,)]


def test_several_statuses_in_one_transaction_of_enkisys_are_as_many_events(enkisys: str, their_role: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    with acting_as(enkisys, their_role) as theirs:
        theirs.execute("UPDATE conversations SET status = 'closed'")
        theirs.execute("UPDATE conversations SET status = 'bot'")
    assert [row[0] for row in rows(enkisys, STATUS_EVENTS)] == ["conversation.closed", "conversation.reopened"]


def test_an_event_of_enkisys_is_one_that_readers_know(enkisys: str, their_role: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    with acting_as(enkisys, their_role) as theirs:
        theirs.execute("UPDATE conversations SET status = 'waiting'")
    sql = "SELECT type, conversation_id, created_at, payload FROM events WHERE type = 'conversation.escalated'"
    [(event_type, conversation_id, at, payload)] = rows(enkisys, sql)
    assert isinstance(payload, dict)
    event = EVENT.validate_python({**payload, "type": event_type, "conversationId": conversation_id, "at": at})
    assert isinstance(event, ConversationEscalated)
    assert rows(enkisys, "SELECT id FROM escalations WHERE status = 'waiting'") == [(event.escalation_id,)]


def test_chorus_own_change_of_a_status_passes_the_trigger_by(enkisys: str) -> None:
    migrate.upgrade(enkisys, is_enkisys=True)
    (tenant_id,) = rows(enkisys, "SELECT id FROM tenants")[0]
    with acting_as(enkisys, "chorus_app") as ours:
        ours.execute("SELECT set_config('app.tenants', %s, true)", (f"{{{tenant_id}}}",))
        ours.execute("UPDATE conversations SET status = 'closed'")
    assert rows(enkisys, STATUS_EVENTS) == []
