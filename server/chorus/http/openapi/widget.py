"""Examples of the widget's answers, for the OpenAPI document."""

# ruff: noqa: S106 - tokens of nobody
from pydantic import BaseModel

from chorus.chat.conversations.schemas import AssigneeRead
from chorus.chat.conversations.table import ConversationStatus
from chorus.chat.customers import schemas as customers
from chorus.protocol.events.message import MessageRole, MessageType
from chorus.protocol.examples import ADA, AT, BAO, CONVERSATION, INBOX

WIDGET: list[BaseModel] = [
    customers.WidgetStarted(
        token="eyJhbGciOiJFUzI1NiJ9…",
        expires_in=900,
        device_token="eyJhbGciOiJFUzI1NiJ9…",
        customer=customers.StartedCustomer(id=BAO, name="Bao", email=None, is_verified=False),
        inbox=customers.StartedInbox(
            id=INBOX,
            name="Shop",
            greeting="Hello! How can we help?",
            color="#2563eb",
            languages=["en"],
            bot_name="Bot",
            company_name="Acme",
        ),
        conversation_id=None,
        last_conversation_id=CONVERSATION,
        rating_seconds=2_592_000,
    ),
    customers.OwnConversationPage(
        items=[
            customers.OwnConversation(
                id=CONVERSATION,
                inbox_id=INBOX,
                status=ConversationStatus.CLOSED,
                assignee=AssigneeRead(id=ADA, name="Ada"),
                rating=None,
                last_message=customers.OwnLastMessage(
                    role=MessageRole.AGENT,
                    author_name="Ada",
                    message_type=MessageType.TEXT,
                    preview="It leaves us tomorrow.",
                    at=AT,
                ),
                created_at=AT,
                closed_at=AT,
            )
        ],
        next_cursor=None,
    ),
]
