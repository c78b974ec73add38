"""One example of every request body, for the OpenAPI document. They are real objects, so they stay valid."""

# ruff: noqa: S106 - passwords of nobody
from pydantic import BaseModel

from chorus.chat.canned_replies.schemas import CannedReplyCreate, CannedReplyUpdate
from chorus.chat.conversations.schemas import ContactLeave, ConversationCreate, LabelsUpdate, RatingCreate
from chorus.chat.customers.schemas import CustomerUpdate, WidgetStart
from chorus.chat.inboxes.schemas import IdentityKey, InboxCreate, InboxSettings, InboxSettingsUpdate, InboxUpdate
from chorus.chat.labels.schemas import LabelCreate, LabelUpdate
from chorus.chat.messages.schemas import MessageCreate, NoteCreate, ReceiptCreate
from chorus.core.actor import Role
from chorus.identity.schemas import ApiKeyCreate, LoginCreate, LogoutCreate, RefreshCreate, SocketCreate
from chorus.identity.teams.schemas import TeamCreate, TeamUpdate, TeamUsersUpdate
from chorus.identity.tenants.schemas import EscalationRule, TenantSettings, TenantUpdate
from chorus.identity.users.schemas import PasswordUpdate, StatusUpdate, UserCreate, UserUpdate
from chorus.identity.users.table import DeclaredStatus
from chorus.knowledge.documents.schemas import DocumentCreate, SearchCreate
from chorus.protocol.events.conversation import EscalationReason
from chorus.protocol.examples import ADA, CONVERSATION, INBOX, MESSAGE, TEAM
from chorus.routing.assignments.schemas import TransferCreate
from chorus.routing.escalations.schemas import EscalationCreate, LivechatEscalate

SETTINGS = TenantSettings(
    model_tokens_per_day=200_000,
    absent_agent_seconds=120,
    escalation_rules=[EscalationRule(name="Legal", keywords=["lawyer", "court"], team_id=TEAM)],
)

REQUESTS: list[BaseModel] = [
    LoginCreate(email="ada@acme.example", password="correct horse battery"),
    RefreshCreate(refresh_token="chr_…"),
    LogoutCreate(refresh_token="chr_…"),
    SocketCreate(conversation_id=CONVERSATION),
    ApiKeyCreate(name="Warehouse sync", scopes=["conversations:read", "customers:read"]),
    WidgetStart(inbox_id=INBOX, page_origin="https://www.example.com", language="en"),
    ConversationCreate(inbox_id=INBOX, language="en", page="https://shop.example.com/returns"),
    RatingCreate(score=5, comment="Quick and kind."),
    LabelsUpdate(labels=["delivery"]),
    ContactLeave(email="bao@example.org", name="Bao"),
    MessageCreate(id=MESSAGE, content="Where is my order 4711?"),
    NoteCreate(id=MESSAGE, content="Bao called yesterday about the same order."),
    ReceiptCreate(delivered=13, read=12),
    EscalationCreate(reason=EscalationReason.REQUESTED, team_id=TEAM, detail="Asks for a person."),
    LivechatEscalate(conversation_id=CONVERSATION, reason=EscalationReason.REQUESTED, detail="Asks for a person."),
    TransferCreate(team_id=TEAM, note="The parcel is lost; wants a refund."),
    CustomerUpdate(name="Bao", attributes={"plan": "premium"}, is_blocked=False),
    StatusUpdate(status=DeclaredStatus.BUSY),
    PasswordUpdate(current_password="correct horse battery", new_password="staple of a better horse"),
    UserCreate(email="ada@acme.example", name="Ada Lovelace", role=Role.AGENT, languages=["en", "fr"]),
    UserUpdate(role=Role.SUPERVISOR),
    TeamCreate(name="Returns"),
    TeamUpdate(name="Returns and refunds"),
    TeamUsersUpdate(user_ids=[ADA]),
    InboxCreate(
        name="Shop",
        channel="web",
        allowed_origins=["https://www.example.com"],
        settings=InboxSettings(greeting={"en": "Hello! How can we help?"}, color="#2563eb", languages=["en"]),
    ),
    InboxUpdate(is_enabled=True, settings=InboxSettingsUpdate(color="#0f766e")),
    IdentityKey(public_key="-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n"),
    CannedReplyCreate(shortcut="refund", content="The refund is on its way."),
    CannedReplyUpdate(content="The refund is on its way; it takes three days."),
    LabelCreate(name="delivery", color="#2563eb"),
    LabelUpdate(color="#0f766e"),
    DocumentCreate(title="Returns", content="# Returns\n\nYou may return an item within 30 days."),
    SearchCreate(query="How long do I have to return something?"),
    TenantUpdate(name="Acme", settings=SETTINGS),
]
