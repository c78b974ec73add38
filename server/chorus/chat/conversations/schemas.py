"""Conversations on the wire."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, StrictInt

from chorus.chat.conversations.page import Page
from chorus.chat.conversations.table import ConversationStatus, Floor
from chorus.core.actor import Actor
from chorus.protocol.events.conversation import CustomerSummary, EscalationReason
from chorus.protocol.events.message import MessageRead, MessageRole, MessageType
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Line, Paragraph


class AssigneeRead(WireModel):
    """The agent who has it."""

    id: UUID
    name: str


class WaitingRead(WireModel):
    """The escalation that waits for a human."""

    id: UUID
    reason: EscalationReason
    detail: str
    evidence: list[UUID]
    since: datetime
    offered_to: UUID | None
    offer_expires_at: datetime | None
    is_callback_promised: bool


class RatingRead(WireModel):
    """The customer's rating."""

    score: int
    comment: str = ""


class BriefMark(WireModel):
    """Which brief there is, without its text."""

    version: int
    basis_position: int
    origin: Literal["rules", "model"]


class LastMessage(WireModel):
    """A message or note as lists show it."""

    id: UUID
    role: MessageRole
    message_type: MessageType
    author_id: UUID | None
    author_name: str
    preview: str
    at: datetime
    position: int


class ConversationRead(WireModel):
    """A conversation as agents see it."""

    id: UUID
    inbox_id: UUID | None
    channel: str
    status: ConversationStatus
    floor: Floor
    customer: CustomerSummary
    assignee: AssigneeRead | None
    team_id: UUID | None
    labels: list[str]
    escalation: WaitingRead | None
    rating: RatingRead | None
    brief: BriefMark | None
    last_message: LastMessage | None
    last_customer_message: LastMessage | None = Field(description="The newest of the customer's own.")
    message_position: int
    position: int
    language: str | None
    page: str | None = Field(None, description="Where on the site it was opened.")
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None


class CustomerConversationRead(WireModel):
    """A conversation as its customer sees it."""

    id: UUID
    inbox_id: UUID | None
    status: ConversationStatus
    floor: Floor
    assignee: AssigneeRead | None
    is_callback_promised: bool
    rating: RatingRead | None
    position: int
    created_at: datetime
    closed_at: datetime | None


class ConversationCreate(WireModel):
    """Open a thread, or get the one that is open."""

    inbox_id: UUID | None = None
    language: str | None = Field(None, max_length=10, pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    page: Page | None = Field(None, description="Where on the site, for the agents. Query and fragment are not kept.")


class ConversationState(WireModel):
    """A snapshot: the conversation at its position, and its newest messages in order."""

    conversation: ConversationRead | CustomerConversationRead
    messages: list[MessageRead]
    has_more: bool
    epoch: str


class ConversationPage(WireModel):
    """A page of a view, and where the tenant's feed stood when it was read."""

    items: list[ConversationRead] | list[CustomerConversationRead]
    next_cursor: str | None
    count: int | None = Field(
        description="On the first page: how many conversations the view has with these filters. It is exact below 1000;"
        " 1000 means that there are at least so many: show 999+.",
    )
    feed_position: int
    epoch: str


class RatingCreate(WireModel):
    """1 (bad) to 5 (good)."""

    score: StrictInt = Field(ge=1, le=5)
    comment: Paragraph = Field("", max_length=2000)


class LabelsUpdate(WireModel):
    """The names that it shall have, instead of those it has."""

    labels: list[Line] = Field(max_length=20)


class ContactLeave(WireModel):
    """The e-mail address for a later answer."""

    email: Line = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    name: Line = Field("", max_length=120)


def conversation_read(row: dict[str, Any]) -> ConversationRead:
    """Build the agents' view of a row of `queries.detail`."""
    metadata = row["metadata"] or {}
    brief = metadata.get("summary")
    return ConversationRead(
        **_shared(row),
        channel=row["channel"],
        customer=CustomerSummary(
            id=row["customer_id"],
            name=row["customer_name"],
            email=row["customer_email"],
            is_verified=row["customer_is_verified"],
        ),
        team_id=row["team_id"],
        labels=row["labels"],
        escalation=_waiting(row),
        brief=None
        if brief is None
        else BriefMark(version=brief["version"], basis_position=brief["basisPosition"], origin=brief["origin"]),
        last_message=_last_message(row),
        last_customer_message=_last_customer_message(row),
        message_position=row["message_position"],
        position=row["agent_position"],
        language=row["language"],
        page=metadata.get("page"),
        updated_at=row["updated_at"],
    )


def customer_conversation_read(row: dict[str, Any]) -> CustomerConversationRead:
    """Build the customer's view of the same row."""
    return CustomerConversationRead(
        **_shared(row),
        is_callback_promised=row["callback_promised_at"] is not None,
        position=row["customer_position"],
    )


def read_for(actor: Actor, row: dict[str, Any]) -> ConversationRead | CustomerConversationRead:
    """Build the view for the caller."""
    return customer_conversation_read(row) if actor.is_customer else conversation_read(row)


def _shared(row: dict[str, Any]) -> dict[str, Any]:
    has_assignee = row["assignee_id"] is not None
    return {
        "id": row["id"],
        "inbox_id": row["inbox_id"],
        "status": row["status"],
        "floor": row["floor"],
        "assignee": AssigneeRead(id=row["assignee_id"], name=row["assignee_name"] or "") if has_assignee else None,
        "rating": None if row["score"] is None else RatingRead(score=row["score"], comment=row["comment"]),
        "created_at": row["created_at"],
        "closed_at": row["closed_at"],
    }


def _waiting(row: dict[str, Any]) -> WaitingRead | None:
    if row["escalation_id"] is None:
        return None
    return WaitingRead(
        id=row["escalation_id"],
        reason=row["reason"],
        detail=row["detail"],
        evidence=row["evidence"],
        since=row["escalated_at"],
        offered_to=row["offered_to"],
        offer_expires_at=row["offer_expires_at"],
        is_callback_promised=row["callback_promised_at"] is not None,
    )


def _last_message(row: dict[str, Any]) -> LastMessage | None:
    if row["message_id"] is None:
        return None
    return LastMessage(
        id=row["message_id"],
        role=row["role"],
        message_type=row["message_type"],
        author_id=row["message_author_id"],
        author_name=row["message_author_name"],
        preview=row["preview"],
        at=row["message_at"],
        position=row["message_agent_position"],
    )


def _last_customer_message(row: dict[str, Any]) -> LastMessage | None:
    if row["words_id"] is None:
        return None
    return LastMessage(
        id=row["words_id"],
        role=MessageRole.CUSTOMER,
        message_type=row["words_type"],
        author_id=row["words_author_id"],
        author_name=row["words_author_name"],
        preview=row["words_preview"],
        at=row["words_at"],
        position=row["words_position"],
    )
