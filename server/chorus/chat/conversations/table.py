"""The tables of conversations and their ratings."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID as Id

from chorus.core.ids import ConversationId, CustomerId, InboxId, TeamId, TenantId, UserId
from chorus.stores.postgres.columns import (
    BIGINT,
    INTEGER,
    KEY,
    SMALLINT,
    TEXT,
    TEXTS,
    TIMESTAMP,
    UUID,
    json_named,
    varchar,
)
from chorus.stores.postgres.table import Table


class ConversationStatus(StrEnum):
    """The status of a conversation."""

    BOT = "bot"
    WAITING = "waiting"
    ACTIVE = "active"
    CLOSED = "closed"


class Floor(StrEnum):
    """Who may speak for the company now; nobody while the conversation is queued."""

    BOT = "bot"
    HUMAN = "human"
    NOBODY = "nobody"


class Conversation(Table, table=True):
    """One thread. `floor_number` grows with every change of the floor and fences late replies."""

    __tablename__ = "conversations"

    id: Annotated[ConversationId, KEY]
    tenant_id: Annotated[TenantId, UUID]
    customer_id: Annotated[CustomerId, UUID]
    inbox_id: Annotated[InboxId | None, UUID]
    channel: Annotated[str, varchar(20)]
    status: Annotated[ConversationStatus, varchar(20)]
    floor: Annotated[Floor, varchar(10)]
    floor_number: Annotated[int, INTEGER]
    assignee_id: Annotated[UserId | None, UUID]
    team_id: Annotated[TeamId | None, UUID]
    labels: Annotated[list[str], TEXTS]
    language: Annotated[str | None, varchar(10)]
    agent_position: Annotated[int, BIGINT]
    customer_position: Annotated[int, BIGINT]
    message_position: Annotated[int, BIGINT]
    # The column is `metadata`, as Enkisys has it.
    details: Annotated[dict[str, Any], json_named("metadata")]
    created_at: Annotated[datetime, TIMESTAMP]
    updated_at: Annotated[datetime, TIMESTAMP]
    last_message_at: Annotated[datetime | None, TIMESTAMP]
    closed_at: Annotated[datetime | None, TIMESTAMP]


class Rating(Table, table=True):
    """What a customer thought of a conversation, once."""

    __tablename__ = "ratings"

    id: Annotated[Id, KEY]
    tenant_id: Annotated[TenantId, UUID]
    conversation_id: Annotated[ConversationId, UUID]
    live_chat_session_id: Annotated[Id | None, UUID]
    score: Annotated[int, SMALLINT]
    comment: Annotated[str, TEXT]
    created_at: Annotated[datetime, TIMESTAMP]
