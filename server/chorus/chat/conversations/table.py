"""The table of conversations."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from chorus.core.ids import ConversationId, CustomerId, InboxId, TeamId, TenantId, UserId


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


@dataclass(frozen=True, slots=True)
class Conversation:
    """One thread. `floor_number` grows with every change of the floor and fences late replies."""

    TABLE: ClassVar[str] = "conversations"

    id: ConversationId
    tenant_id: TenantId
    customer_id: CustomerId
    inbox_id: InboxId | None
    channel: str
    status: ConversationStatus
    floor: Floor
    floor_number: int
    assignee_id: UserId | None
    team_id: TeamId | None
    labels: list[str]
    language: str | None
    agent_position: int
    customer_position: int
    message_position: int
    metadata: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime | None
    closed_at: datetime | None
