"""Foreign keys, walked from the schema: none lets a row of one tenant point into another."""

from dataclasses import dataclass

from chorus.stores.postgres.database import Database

TENANT_TABLES = """
    SELECT a.attrelid FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
    WHERE a.attname = 'tenant_id' AND t.relkind IN ('r', 'p') AND t.relnamespace = 'public'::regnamespace
"""
# Ids of rows that no foreign key holds, and why. Readers join them with the tenant, so they find nothing elsewhere.
WITHOUT_KEY = {
    "api_keys.created_by": "remains when its user goes",
    "attachments.message_id": "set by the batch writer, which has just written the message of that tenant",
    "attachments.uploaded_by": "a customer or a user",
    "escalations.accepted_by": "history: remains when the user goes",
    "escalations.offered_to": "chosen among the tenant's users in the same transaction; lives for half a minute",
    "events.conversation_id": "written under the conversation's lock; a check for each row would cost the insert again",
    "events.message_id": "as above",
    "message_words.conversation_id": "copied from the message, with which the row goes",
    "messages.author_id": "a customer, a user or an API key; written for every message",
    "ratings.live_chat_session_id": "read from the tenant's episodes in the same transaction; remains when one goes",
    "usage_ledger.conversation_id": "the costs remain when the conversation goes",
}


@dataclass(frozen=True)
class Key:
    """A foreign key between tables of tenants: which columns point at which."""

    name: str
    table: str
    target: str
    columns: tuple[tuple[str, str], ...]

    @property
    def holds_the_tenant(self) -> bool:
        """Whether the row it points at is of the same tenant."""
        return ("tenant_id", "id" if self.target == "tenants" else "tenant_id") in self.columns


async def keys(database: Database) -> list[Key]:
    """All of them, tenants themselves included as a target."""
    rows = await database.unscoped(
        "SELECT c.conname, c.conrelid::regclass::text AS table, c.confrelid::regclass::text AS target,"
        " array_agg(a.attname::text ORDER BY p.place) AS columns,"
        " array_agg(b.attname::text ORDER BY p.place) AS pointed FROM pg_constraint c"
        " CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS p (ours, theirs, place)"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = p.ours"
        " JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = p.theirs"
        f" WHERE c.contype = 'f' AND c.conrelid IN ({TENANT_TABLES})"
        f" AND (c.confrelid IN ({TENANT_TABLES}) OR c.confrelid = 'tenants'::regclass)"
        " GROUP BY c.oid, c.conname, c.conrelid, c.confrelid"
    )
    return [
        Key(row["conname"], row["table"], row["target"], tuple(zip(row["columns"], row["pointed"], strict=True)))
        for row in rows
    ]


async def test_every_foreign_key_between_tenant_tables_holds_the_tenant(database: Database) -> None:
    found = await keys(database)
    tight = {(key.table, key.target, column) for key in found if key.holds_the_tenant for column in key.columns}

    assert len(tight) > 30
    # One without the tenant is harmless where one with it stands beside it, for the same columns.
    loose = [key for key in found if not key.holds_the_tenant]
    assert [key for key in loose if not {(key.table, key.target, column) for column in key.columns} <= tight] == []


async def test_every_id_of_a_tenant_table_has_such_a_key_or_a_reason(database: Database) -> None:
    held = {f"{key.table}.{ours}" for key in await keys(database) if key.holds_the_tenant for ours, _ in key.columns}
    columns = await database.unscoped(
        "SELECT a.attrelid::regclass::text || '.' || a.attname AS name FROM pg_attribute a"
        f" WHERE a.attrelid IN ({TENANT_TABLES}) AND a.atttypid = 'uuid'::regtype AND a.attnum > 0"
        " AND NOT a.attisdropped AND a.attname <> 'id'"
    )
    free = {row["name"] for row in columns} - held

    # What has no foreign key at all has its tenant written, and checked, by row-level security alone.
    assert {name for name in free if not name.endswith(".tenant_id")} == WITHOUT_KEY.keys()
