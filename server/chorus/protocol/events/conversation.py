"""Events in the life of a conversation. All but the brief and the receipts are on the tenant's feed."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from chorus.protocol.events.event import ConversationEvent
from chorus.protocol.model import WireModel
from chorus.protocol.topics import Audience


class EscalationReason(StrEnum):
    """Why a human is needed."""

    REQUESTED = "requested"
    REPEATED_FAILURE = "repeated_failure"
    LOW_CONFIDENCE = "low_confidence"
    ANGER = "anger"
    RULE = "rule"
    AGENT = "agent"


class CustomerSummary(WireModel):
    """The customer of a conversation, as lists show it."""

    id: UUID
    name: str
    email: str | None = None
    is_verified: bool = False


class ConversationCreated(ConversationEvent):
    """A customer opened a thread."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["conversation.created"] = "conversation.created"
    inbox_id: UUID | None
    channel: str
    customer: CustomerSummary


class ConversationEscalated(ConversationEvent):
    """The bot or the customer asked for a human. `evidence` names the messages that prove the reason."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    hidden_from_customer: ClassVar[frozenset[str]] = frozenset({"reason", "evidence", "detail", "team_id"})
    type: Literal["conversation.escalated"] = "conversation.escalated"
    escalation_id: UUID
    reason: EscalationReason
    detail: str = ""
    evidence: list[UUID] = []
    team_id: UUID | None = None


class EscalationCancelled(ConversationEvent):
    """The customer no longer wants a human; the bot has the floor again."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["escalation.cancelled"] = "escalation.cancelled"
    escalation_id: UUID


class EscalationOffered(ConversationEvent):
    """The conversation is offered to an agent until `expires_at`."""

    audience: ClassVar[Audience] = Audience.AGENTS
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["escalation.offered"] = "escalation.offered"
    escalation_id: UUID
    agent_id: UUID
    expires_at: datetime


class OfferEnd(StrEnum):
    """How an offer ended without an acceptance."""

    DECLINED = "declined"
    TIMED_OUT = "timed_out"


class EscalationDeclined(ConversationEvent):
    """The agent who was asked said no, or nothing."""

    audience: ClassVar[Audience] = Audience.AGENTS
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["escalation.declined"] = "escalation.declined"
    escalation_id: UUID
    agent_id: UUID
    cause: OfferEnd


class ConversationAssigned(ConversationEvent):
    """An agent has the conversation and the floor."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["conversation.assigned"] = "conversation.assigned"
    live_chat_session_id: UUID
    agent_id: UUID
    agent_name: str


class ConversationTransferred(ConversationEvent):
    """The conversation waits for another agent or team."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    hidden_from_customer: ClassVar[frozenset[str]] = frozenset({"to_agent_id", "to_team_id", "escalation_id"})
    type: Literal["conversation.transferred"] = "conversation.transferred"
    escalation_id: UUID
    to_agent_id: UUID | None = None
    to_team_id: UUID | None = None


class RequeueCause(StrEnum):
    """Why it is in the queue again."""

    GIVEN_BACK = "given_back"
    AGENT_ABSENT = "agent_absent"


class ConversationRequeued(ConversationEvent):
    """The conversation returned to the queue, by its agent or because the agent disconnected.

    `since` keeps its place.
    """

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    hidden_from_customer: ClassVar[frozenset[str]] = frozenset({"escalation_id", "since"})
    type: Literal["conversation.requeued"] = "conversation.requeued"
    escalation_id: UUID
    cause: RequeueCause = RequeueCause.GIVEN_BACK
    since: datetime | None = None


class ConversationReturned(ConversationEvent):
    """The bot has the floor again."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["conversation.returned"] = "conversation.returned"


class ConversationClosed(ConversationEvent):
    """The conversation is closed, until somebody reopens it."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["conversation.closed"] = "conversation.closed"


class ConversationReopened(ConversationEvent):
    """The conversation continues with the bot; `conversation.assigned` follows if an agent reopened it."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["conversation.reopened"] = "conversation.reopened"


class ConversationRated(ConversationEvent):
    """The customer said how it was, 1 to 5. The comment is stored with the rating and joined when the log is read."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["conversation.rated"] = "conversation.rated"
    score: int
    comment: str = ""


class ConversationLabelled(ConversationEvent):
    """The labels are now these."""

    audience: ClassVar[Audience] = Audience.AGENTS
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["conversation.labelled"] = "conversation.labelled"
    labels: list[str]


class ConversationBriefed(ConversationEvent):
    """A brief is ready; its text is at `GET /livechat/summary/{conversationId}`."""

    audience: ClassVar[Audience] = Audience.AGENTS
    type: Literal["conversation.briefed"] = "conversation.briefed"
    version: int
    basis_position: int
    origin: Literal["rules", "model"]


class CustomerUpdated(ConversationEvent):
    """Name, address or attributes of the customer changed; `customer` is how they are now."""

    audience: ClassVar[Audience] = Audience.AGENTS
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["customer.updated"] = "customer.updated"
    customer: CustomerSummary


class CallbackPromised(ConversationEvent):
    """The customer left an address while nobody was on duty, and was promised an answer."""

    audience: ClassVar[Audience] = Audience.EVERYONE
    on_tenant_feed: ClassVar[bool] = True
    type: Literal["callback.promised"] = "callback.promised"
