"""Conversations over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chorus.chat.conversations import close as closing
from chorus.chat.conversations import create as creating
from chorus.chat.conversations import label as labelling
from chorus.chat.conversations import rate as rating
from chorus.chat.conversations.errors import (
    AlreadyRated,
    ConversationClosedAlready,
    ConversationNotFound,
    ConversationStillOpen,
    LabelUnknown,
    NotAssignedToYou,
    RatingOver,
)
from chorus.chat.conversations.lists import Filter
from chorus.chat.conversations.policy import require_customer
from chorus.chat.conversations.schemas import (
    ConversationCreate,
    ConversationPage,
    ConversationState,
    LabelsUpdate,
    RatingCreate,
)
from chorus.chat.inboxes.errors import InboxNotFound
from chorus.chat.services import Chat
from chorus.chat.snapshot import read_page, read_state
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, CustomerId, InboxId
from chorus.core.paging import PAGE_DEFAULT, PAGE_MAX, BadCursor
from chorus.identity.guards import require
from chorus.protocol.http_errors import refusals
from chorus.protocol.texts import Line

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])

Reader = Annotated[Actor, Depends(require("conversations:read", "customer"))]
Writer = Annotated[Actor, Depends(require("conversations:write", "customer"))]
AgentWriter = Annotated[Actor, Depends(require("conversations:write"))]
CustomerWriter = Annotated[Actor, Depends(require("customer"))]


@router.post(
    "",
    summary="Open a conversation, or get the open one",
    responses=refusals(ConversationNotFound, InboxNotFound),
)
async def create_conversation(body: ConversationCreate, actor: CustomerWriter, chat: Chat) -> ConversationState:
    """Create a conversation, or return the open one: a customer has at most one per inbox."""
    require_customer(actor)
    inbox_id = InboxId(body.inbox_id) if body.inbox_id else None
    async with chat.database.transaction(actor.tenant_id) as tx:
        conversation, _ = await creating.create(
            tx, actor, customer_id=actor.customer_id, inbox_id=inbox_id, language=body.language, page=body.page
        )
    async with chat.database.transaction(actor.tenant_id) as tx:
        return await read_state(tx, actor, conversation.id)


@router.get("", summary="List conversations by view", responses=refusals(BadCursor))
async def list_conversations(
    actor: Reader,
    chat: Chat,
    view: Literal["queue", "offered", "mine", "open", "closed", "all"] = "open",
    customer_id: Annotated[UUID | None, Query(alias="customerId")] = None,
    label: Line | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> ConversationPage:
    """List conversations. The queue and offers are sorted oldest first, other views by latest change.

    A customer sees only their own.
    """
    async with chat.database.transaction(actor.tenant_id) as tx:
        wanted = Filter(view, CustomerId(customer_id) if customer_id else None, label)
        return await read_page(tx, actor, wanted, cursor=cursor, limit=limit)


@router.get(
    "/{conversation_id}", summary="A conversation and its newest messages", responses=refusals(ConversationNotFound)
)
async def read_conversation(conversation_id: UUID, actor: Reader, chat: Chat) -> ConversationState:
    """Return a consistent snapshot. Follow the log after `conversation.position`."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        return await read_state(tx, actor, ConversationId(conversation_id))


@router.post(
    "/{conversation_id}/close",
    status_code=204,
    summary="Close a conversation",
    responses=refusals(ConversationNotFound, ConversationClosedAlready, NotAssignedToYou),
)
async def close_conversation(conversation_id: UUID, actor: Writer, chat: Chat) -> None:
    """Close a conversation as its agent, its customer, a supervisor, or any agent if nobody is assigned."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        await closing.close(tx, actor, ConversationId(conversation_id))


@router.post(
    "/{conversation_id}/rating",
    status_code=204,
    summary="Rate a closed conversation",
    responses=refusals(ConversationNotFound, ConversationStillOpen, RatingOver, AlreadyRated),
)
async def rate_conversation(conversation_id: UUID, body: RatingCreate, actor: CustomerWriter, chat: Chat) -> None:
    """Rate a conversation as its customer, once and within 30 days of its end."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        await rating.rate(tx, actor, ConversationId(conversation_id), score=body.score, comment=body.comment)


@router.put(
    "/{conversation_id}/labels",
    summary="Set the labels of a conversation",
    responses=refusals(ConversationNotFound, LabelUnknown),
)
async def label_conversation(conversation_id: UUID, body: LabelsUpdate, actor: AgentWriter, chat: Chat) -> LabelsUpdate:
    """Replace the labels; each must be defined for the tenant."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        found = await labelling.label(tx, actor, ConversationId(conversation_id), labels=body.labels)
    return LabelsUpdate(labels=found)
