"""Customers on the wire, and the start of the widget."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, EmailStr, Field, StrictBool, StringConstraints

from chorus.chat.conversations.schemas import AssigneeRead, RatingRead
from chorus.chat.conversations.table import ConversationStatus
from chorus.chat.customers.table import Customer
from chorus.chat.inboxes.schemas import Language
from chorus.protocol.constraints import Constraint, broken
from chorus.protocol.events.message import MessageRole, MessageType
from chorus.protocol.model import WireModel
from chorus.protocol.texts import Line

ATTRIBUTES_BYTES_MAX = 8192
Name = Annotated[Line, StringConstraints(max_length=100)]
Phone = Annotated[Line, StringConstraints(max_length=40, pattern=r"^[+0-9 ()./-]*$")]
Token = Annotated[str, StringConstraints(max_length=4096)]


def _bounded(attributes: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(attributes)
    if len(text) > ATTRIBUTES_BYTES_MAX:
        raise broken(Constraint.MAX_BYTES, f"at most {ATTRIBUTES_BYTES_MAX} bytes of JSON", ATTRIBUTES_BYTES_MAX)
    if "\\u0000" in text:
        raise broken(Constraint.NO_CONTROL_CHARACTERS, "control characters are not allowed")
    return attributes


Attribute = str | int | float | bool | None
Attributes = Annotated[dict[Annotated[str, StringConstraints(max_length=60)], Attribute], AfterValidator(_bounded)]


class CustomerRead(WireModel):
    """A customer as users see them."""

    id: UUID
    external_id: str | None
    name: str = Field(examples=["Bao"])
    email: str | None
    phone: str | None
    attributes: dict[str, Any]
    language: str | None
    is_verified: bool = Field(description="The site vouched for name and address with its signature.")
    is_blocked: bool
    last_seen_at: datetime | None
    created_at: datetime


class CustomerUpdate(WireModel):
    """Only what is named changes; attributes are replaced one by one, null takes one away."""

    name: Name | None = None
    email: EmailStr | None = None
    phone: Phone | None = None
    attributes: Attributes | None = None
    is_blocked: StrictBool | None = None


class CustomerPage(WireModel):
    """Customers, newest first."""

    items: list[CustomerRead]
    next_cursor: str | None


class WidgetStart(WireModel):
    """The widget's request to start."""

    inbox_id: UUID
    page_origin: str | None = Field(
        None, max_length=300, description="The origin of the page around the widget, as the browser told the widget."
    )
    device_token: Token | None = Field(None, description="From an earlier start in this browser.")
    identity_token: Token | None = Field(None, description="The site's signed word for who this is.")
    language: Language | None = None
    name: Name | None = None
    email: EmailStr | None = None


class StartedCustomer(WireModel):
    """The customer as the widget sees them."""

    id: UUID
    name: str
    email: str | None
    is_verified: bool


class StartedInbox(WireModel):
    """The inbox's settings for the widget."""

    id: UUID
    name: str
    greeting: str
    color: str
    languages: list[str]
    bot_name: str
    company_name: str


class WidgetStarted(WireModel):
    """A token for 15 minutes; start again with the device token for the next one."""

    token: str
    expires_in: int = Field(examples=[900])
    device_token: str
    customer: StartedCustomer
    inbox: StartedInbox
    conversation_id: UUID | None = Field(description="The open conversation, where there is one.")
    last_conversation_id: UUID | None = Field(
        description="The newest conversation in this inbox, open or closed: what to show after a reload."
    )
    rating_seconds: int = Field(description="How long after its end a conversation can be rated.", examples=[2592000])


class OwnLastMessage(WireModel):
    """The newest words in a conversation that its customer can see."""

    role: MessageRole
    author_name: str
    message_type: MessageType
    preview: str
    at: datetime


class OwnConversation(WireModel):
    """A row of a customer's own list."""

    id: UUID
    inbox_id: UUID | None
    status: ConversationStatus
    assignee: AssigneeRead | None = Field(description="The agent who has it, or had it when it was closed.")
    rating: RatingRead | None
    last_message: OwnLastMessage | None
    created_at: datetime
    closed_at: datetime | None


class OwnConversationPage(WireModel):
    """A customer's own conversations, newest first."""

    items: list[OwnConversation]
    next_cursor: str | None


def customer_read(customer: Customer) -> CustomerRead:
    """Build the response for users."""
    return CustomerRead(
        id=customer.id,
        external_id=customer.external_id,
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        attributes=customer.attributes,
        language=customer.language,
        is_verified=customer.is_verified,
        is_blocked=customer.blocked_at is not None,
        last_seen_at=customer.last_seen_at,
        created_at=customer.created_at,
    )
