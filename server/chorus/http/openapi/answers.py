"""One example of every answer, for the OpenAPI document. They are real objects, so they stay valid."""

# ruff: noqa: S105, S106 - tokens and secrets of nobody
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from chorus.chat.canned_replies.schemas import CannedReplyPage, CannedReplyRead
from chorus.chat.conversations import schemas as conversations
from chorus.chat.conversations.table import ConversationStatus, Floor
from chorus.chat.customers import schemas as customers
from chorus.chat.inboxes.schemas import IdentitySecretRead, InboxDetail, InboxPage, InboxRead, InboxSettings
from chorus.chat.labels.schemas import LabelPage, LabelRead
from chorus.chat.log.schemas import EventPage, HistoryPage
from chorus.chat.messages.schemas import MessageAccepted, MessagePage
from chorus.chat.search.schemas import Hit, HitPage
from chorus.core.actor import Role
from chorus.http.openapi.requests import SETTINGS
from chorus.http.openapi.widget import WIDGET
from chorus.identity.schemas import (
    ApiKeyCreated,
    ApiKeyList,
    ApiKeyRead,
    LoginRead,
    LoginUserRead,
    RefreshRead,
    ServiceTokenRead,
    SocketRead,
)
from chorus.identity.teams.schemas import TeamList, TeamRead
from chorus.identity.tenants.schemas import TenantRead
from chorus.identity.users.schemas import MeRead, UserPage, UserRead
from chorus.identity.users.table import DeclaredStatus
from chorus.knowledge.documents.schemas import (
    DocumentDetail,
    DocumentPage,
    DocumentRead,
    FoundRead,
    PassageRead,
    SearchRead,
)
from chorus.language.mood import Mood
from chorus.llm.usage.schemas import UsageLine, UsageRead
from chorus.protocol.events.conversation import CustomerSummary, EscalationReason
from chorus.protocol.events.message import AttachmentRead, MessageRead, MessageRole, MessageType
from chorus.protocol.examples import ADA, AT, BAO, CONVERSATION, EPOCH, ESCALATION, INBOX, MESSAGE, TEAM
from chorus.protocol.http_errors import ErrorRead, Refusal
from chorus.routing.availability.online_users import PresenceList, UserPresence
from chorus.routing.escalations.schemas import EscalationRead, QueuePlace
from chorus.summaries.schemas import BriefRead, LineRead, MoodRead

TENANT = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c000a")
KEY = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c000b")
DOCUMENT = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c000c")
PASSAGE = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c000d")
ATTACHMENT = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c000e")
TOKEN = "eyJhbGciOiJFUzI1NiJ9…"
CURSOR = "WyIyMDI2LTEwLTAxIl0"

MESSAGE_READ = MessageRead(
    id=MESSAGE,
    role=MessageRole.CUSTOMER,
    message_type=MessageType.TEXT,
    author_id=BAO,
    author_name="Bao",
    content="Where is my order 4711?",
    created_at=AT,
    position=12,
)
WORDS = conversations.LastMessage(
    id=MESSAGE,
    role=MessageRole.CUSTOMER,
    message_type=MessageType.TEXT,
    author_id=BAO,
    author_name="Bao",
    preview="Where is my order 4711?",
    at=AT,
    position=12,
)
CONVERSATION_READ = conversations.ConversationRead(
    id=CONVERSATION,
    inbox_id=INBOX,
    channel="web",
    status=ConversationStatus.WAITING,
    floor=Floor.NOBODY,
    customer=CustomerSummary(id=BAO, name="Bao", email="bao@example.org", is_verified=True),
    assignee=None,
    team_id=TEAM,
    labels=["delivery"],
    escalation=conversations.WaitingRead(
        id=ESCALATION,
        reason=EscalationReason.REQUESTED,
        detail="Asks for a person.",
        evidence=[MESSAGE],
        since=AT,
        offered_to=ADA,
        offer_expires_at=AT,
        is_callback_promised=False,
    ),
    rating=None,
    brief=conversations.BriefMark(version=1, basis_position=12, origin="rules"),
    last_message=WORDS,
    last_customer_message=WORDS,
    message_position=12,
    position=14,
    language="en",
    page="https://shop.example.com/returns",
    created_at=AT,
    updated_at=AT,
    closed_at=None,
)
CUSTOMER: dict[str, Any] = {
    "id": BAO,
    "external_id": "shop-4711",
    "name": "Bao",
    "email": "bao@example.org",
    "phone": None,
    "attributes": {"plan": "premium"},
    "language": "en",
    "is_verified": True,
    "is_blocked": False,
    "last_seen_at": AT,
    "created_at": AT,
}
USER: dict[str, Any] = {
    "id": ADA,
    "email": "ada@acme.example",
    "name": "Ada Lovelace",
    "role": Role.AGENT,
    "declared_status": DeclaredStatus.AVAILABLE,
    "languages": ["en", "fr"],
    "is_disabled": False,
    "created_at": AT,
}
INBOX_READ: dict[str, Any] = {
    "id": INBOX,
    "channel": "web",
    "name": "Shop",
    "allowed_origins": ["https://www.example.com"],
    "has_identity_secret": True,
    "requires_identity": False,
    "is_enabled": True,
    "settings": InboxSettings(greeting={"en": "Hello! How can we help?"}, color="#2563eb", languages=["en"]),
    "created_at": AT,
}
DOCUMENT_READ: dict[str, Any] = {
    "id": DOCUMENT,
    "title": "Returns",
    "file_name": "returns.md",
    "media_type": "text/markdown",
    "language": "en",
    "size_bytes": 48,
    "status": "ready",
    "error": None,
    "warning": None,
    "progress": 100,
    "passage_count": 1,
    "created_at": AT,
    "indexed_at": AT,
}
API_KEY: dict[str, Any] = {
    "id": KEY,
    "name": "Warehouse sync",
    "scopes": ["conversations:read"],
    "created_at": AT,
    "last_used_at": None,
}
REPLY = CannedReplyRead(id=KEY, shortcut="refund", content="The refund is on its way.", updated_at=AT)
LABEL = LabelRead(id=KEY, name="delivery", color="#2563eb")
TEAM_READ = TeamRead(id=TEAM, name="Returns", user_ids=[ADA])
USAGE = UsageLine(
    purpose="brief", model="openai:gpt-4.1-mini", calls=3, input_tokens=4200, output_tokens=510, cost_usd=0.0123
)
LOGGED_IN = LoginUserRead(
    id=ADA,
    email="ada@acme.example",
    name="Ada Lovelace",
    role=Role.AGENT,
    tenant_id=TENANT,
    tenant_name="Acme",
    declared_status="available",
)

ANSWERS: list[BaseModel] = [
    ErrorRead(error=Refusal(code="limit.reached", message="Too many requests.", retryable=True, retry_after_seconds=2)),
    LoginRead(access_token=TOKEN, expires_in=900, refresh_token="chr_…", user=LOGGED_IN),
    RefreshRead(access_token=TOKEN, expires_in=900, refresh_token="chr_…"),
    ServiceTokenRead(access_token=TOKEN, token_type="Bearer", expires_in=900, scope="conversations:read users:read"),
    SocketRead(nonce="n_…", url="wss://chat.example.com/ws/v1/agent", expires_at=AT),
    ApiKeyList(items=[ApiKeyRead(**API_KEY)]),
    ApiKeyCreated(**API_KEY, key="chk_0197…_k3v…", client_id=KEY, client_secret="k3v…"),
    *WIDGET,
    conversations.ConversationState(
        conversation=CONVERSATION_READ, messages=[MESSAGE_READ], has_more=False, epoch=EPOCH
    ),
    conversations.ConversationPage(items=[CONVERSATION_READ], next_cursor=None, count=1, feed_position=30, epoch=EPOCH),
    MessagePage(items=[MESSAGE_READ], has_more=False),
    MessageAccepted(id=MESSAGE, position=12, created_at=AT),
    EventPage(
        events=[
            {
                "type": "message.sent",
                "conversationId": str(CONVERSATION),
                "position": 12,
                "message": MESSAGE_READ.model_dump(mode="json", by_alias=True, exclude={"position"}),
            }
        ],
        position=12,
        epoch=EPOCH,
        resync=None,
    ),
    HistoryPage(
        events=[
            {
                "type": "conversation.assigned",
                "conversationId": str(CONVERSATION),
                "position": 14,
                "agentId": str(ADA),
                "agentName": "Ada",
            }
        ],
        has_more=False,
    ),
    EscalationRead(
        id=ESCALATION,
        conversation_id=CONVERSATION,
        status="waiting",
        reason=EscalationReason.REQUESTED,
        created_at=AT,
    ),
    QueuePlace(place=2, estimated_wait_seconds=90, is_somebody_on_duty=True),
    AttachmentRead(id=ATTACHMENT, name="lamp.png", media_type="image/png", size_bytes=48213),
    BriefRead(
        conversation_id=CONVERSATION,
        version=1,
        origin="rules",
        basis_position=12,
        is_stale=False,
        made_at=AT,
        model=None,
        intent=LineRead(text="Where is my order 4711?", message_ids=[MESSAGE]),
        facts=[LineRead(text="Number: “4711”", message_ids=[MESSAGE])],
        steps=[],
        open_question=LineRead(text="Where is my order 4711?", message_ids=[MESSAGE]),
        mood=MoodRead(text="Calm", message_ids=[MESSAGE], value=Mood.CALM),
        next_step=None,
        note=None,
    ),
    HitPage(
        items=[
            Hit(
                conversation_id=CONVERSATION,
                message_id=MESSAGE,
                position=12,
                snippet="Where is my <mark>order</mark> 4711?",
                customer_id=CUSTOMER["id"],
                customer_name="Bao",
                created_at=AT,
                status=ConversationStatus.ACTIVE,
            )
        ],
        next_cursor=CURSOR,
    ),
    customers.CustomerPage(items=[customers.CustomerRead(**CUSTOMER)], next_cursor=CURSOR),
    customers.CustomerRead(**CUSTOMER),
    MeRead(**USER, tenant_id=TENANT, tenant_name="Acme", scopes=["conversations:read", "conversations:write", "self"]),
    UserPage(items=[UserRead(**USER)], next_cursor=CURSOR),
    UserRead(**USER),
    TeamList(items=[TEAM_READ]),
    TEAM_READ,
    PresenceList(items=[UserPresence(user_id=ADA, status="available", is_connected=True)], is_approximate=False),
    InboxPage(items=[InboxRead(**INBOX_READ)], next_cursor=None),
    InboxDetail(**INBOX_READ, snippet='<script src="https://chat.example.com/widget/chorus.js" …></script>'),
    IdentitySecretRead(secret="9f86d081884c7d65…"),
    CannedReplyPage(items=[REPLY], next_cursor=None),
    REPLY,
    LabelPage(items=[LABEL], next_cursor=None),
    LABEL,
    DocumentPage(items=[DocumentRead(**DOCUMENT_READ)], next_cursor=CURSOR),
    DocumentRead(**DOCUMENT_READ),
    DocumentDetail(**DOCUMENT_READ, passages=[PassageRead(id=PASSAGE, heading="Returns", text="Within 30 days.")]),
    SearchRead(
        items=[FoundRead(document_id=DOCUMENT, title="Returns", heading="", text="Within 30 days.", score=0.81)],
        fit="sure",
        method="meaning",
        answer="You may return an item within 30 days.",
    ),
    TenantRead(id=TENANT, name="Acme", slug="acme", tier="free", settings=SETTINGS, created_at=AT),
    UsageRead.model_validate({"from": AT, "to": AT, "items": [USAGE], "totalCostUsd": 0.0123}),
]

# Answers without a model of their own, by path and status.
BARE: dict[str, dict[str, Any]] = {
    "/v1/auth/token": {"400": {"error": "unsupported_grant_type"}, "401": {"error": "invalid_client"}},
    "/.well-known/jwks.json": {
        "200": {
            "keys": [{"kty": "EC", "crv": "P-256", "kid": "2026-10", "alg": "ES256", "use": "sig", "x": "…", "y": "…"}]
        }
    },
    "/health": {"200": {"status": "ok"}},
    "/ready": {
        "200": {"status": "ready", "parts": {"database": "ok", "redis": "ok"}},
        "503": {"status": "not_ready", "parts": {"database": "away", "redis": "ok"}},
    },
}
