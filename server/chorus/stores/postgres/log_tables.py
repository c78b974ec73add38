"""The tables of the log, and of what follows it; written by SQL alone."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID as Id

from chorus.stores.postgres.columns import (
    BIGINT,
    BIGINT_KEY,
    BOOLEAN,
    INTEGER,
    IS_ONLY,
    JSON,
    KEY,
    TEXT,
    TEXT_KEY,
    TEXTS,
    TIMESTAMP,
    UUID,
    XID8,
    varchar,
)
from chorus.stores.postgres.table import Table


class EventRow(Table, table=True):
    """An event with its positions. What is stored with a message or a person is not in `payload`."""

    __tablename__ = "events"

    id: Annotated[int, BIGINT_KEY]
    txid: Annotated[str, XID8]
    tenant_id: Annotated[Id, UUID]
    conversation_id: Annotated[Id | None, UUID]
    type: Annotated[str, varchar(50)]
    agent_position: Annotated[int, BIGINT]
    customer_position: Annotated[int | None, BIGINT]
    feed_position: Annotated[int | None, BIGINT]
    message_id: Annotated[Id | None, UUID]
    payload: Annotated[dict[str, Any], JSON]
    created_at: Annotated[datetime, TIMESTAMP]


class LogEpoch(Table, table=True):
    """The age of the log, and the database that it was written in: one row."""

    __tablename__ = "log_epoch"

    is_only: Annotated[bool, IS_ONLY]
    epoch: Annotated[str, TEXT]
    generation: Annotated[int, BIGINT]
    identity: Annotated[str, TEXT]
    written_by: Annotated[str | None, XID8]
    place: Annotated[str, TEXT]
    changed_at: Annotated[datetime, TIMESTAMP]
    reason: Annotated[str, varchar(20)]


class SqlSources(Table, table=True):
    """Which SQL functions the database has (`sql/README.md`): one row."""

    __tablename__ = "sql_sources"

    is_only: Annotated[bool, IS_ONLY]
    version: Annotated[int, INTEGER]
    files: Annotated[dict[str, str], JSON]


class SearchCursor(Table, table=True):
    """Up to which event messages can be searched: one row."""

    __tablename__ = "search_cursor"

    is_only: Annotated[bool, IS_ONLY]
    txid: Annotated[str, XID8]
    event_id: Annotated[int, BIGINT]


class MessageWords(Table, table=True):
    """What search compares of a message."""

    __tablename__ = "message_words"

    tenant_id: Annotated[Id, KEY]
    message_id: Annotated[Id, KEY]
    conversation_id: Annotated[Id, UUID]
    is_public: Annotated[bool, BOOLEAN]
    created_at: Annotated[datetime, TIMESTAMP]
    folded: Annotated[str, TEXT]
    grams: Annotated[list[str], TEXTS]


class StorageCount(Table, table=True):
    """How much a tenant keeps of a kind, counted by triggers."""

    __tablename__ = "storage_counts"

    tenant_id: Annotated[Id, KEY]
    kind: Annotated[str, TEXT_KEY]
    items: Annotated[int, BIGINT]
    bytes: Annotated[int, BIGINT]


class AgentLine(Table, table=True):
    """When an agent who has conversations was last connected."""

    __tablename__ = "agent_lines"

    tenant_id: Annotated[Id, KEY]
    user_id: Annotated[Id, KEY]
    seen_at: Annotated[datetime, TIMESTAMP]
    checked_at: Annotated[datetime, TIMESTAMP]
