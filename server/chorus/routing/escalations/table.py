"""The table of escalations."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chorus.core.ids import ConversationId, EscalationId, TeamId, TenantId, UserId


@dataclass(frozen=True, slots=True)
class Escalation:
    """A human is asked for. A conversation has at most one that waits."""

    TABLE: ClassVar[str] = "escalations"

    id: EscalationId
    tenant_id: TenantId
    conversation_id: ConversationId
    reason: str
    detail: str
    evidence: list[UUID]
    requested_by: str
    team_id: TeamId | None
    status: str
    offered_to: UserId | None
    offer_expires_at: datetime | None
    declined_by: list[UUID]
    callback_promised_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    accepted_by: UserId | None
