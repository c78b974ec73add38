"""The table of escalations."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID as Id

from chorus.core.ids import ConversationId, EscalationId, TeamId, TenantId, UserId
from chorus.stores.postgres.columns import KEY, TEXT, TIMESTAMP, UUID, UUIDS, varchar
from chorus.stores.postgres.table import Table


class EscalationStatus(StrEnum):
    """How the waiting goes, and how it ended."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Escalation(Table, table=True):
    """A human is asked for. A conversation has at most one that waits."""

    __tablename__ = "escalations"

    id: Annotated[EscalationId, KEY]
    tenant_id: Annotated[TenantId, UUID]
    conversation_id: Annotated[ConversationId, UUID]
    reason: Annotated[str, varchar(20)]
    detail: Annotated[str, TEXT]
    evidence: Annotated[list[Id], UUIDS]
    requested_by: Annotated[str, varchar(20)]
    team_id: Annotated[TeamId | None, UUID]
    status: Annotated[EscalationStatus, varchar(20)]
    offered_to: Annotated[UserId | None, UUID]
    offer_expires_at: Annotated[datetime | None, TIMESTAMP]
    declined_by: Annotated[list[Id], UUIDS]
    callback_promised_at: Annotated[datetime | None, TIMESTAMP]
    created_at: Annotated[datetime, TIMESTAMP]
    ended_at: Annotated[datetime | None, TIMESTAMP]
    accepted_by: Annotated[UserId | None, UUID]
