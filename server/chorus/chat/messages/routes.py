"""Messages, notes and receipts over HTTP."""

from typing import Annotated, Protocol, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from chorus.chat.conversations.errors import ConversationClosedAlready, ConversationNotFound, NotAssignedToYou
from chorus.chat.conversations.queries import find
from chorus.chat.messages.acknowledge import acknowledge
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.errors import AttachmentMissing, MessageEmpty, MessageIdTaken, MessageNotFound
from chorus.chat.messages.new_message import Appended
from chorus.chat.messages.pace import require_pace
from chorus.chat.messages.queries import find_message
from chorus.chat.messages.read import read_messages
from chorus.chat.messages.say import say
from chorus.chat.messages.schemas import MessageAccepted, MessageCreate, MessagePage, NoteCreate, ReceiptCreate
from chorus.chat.services import Chat, ChatServices
from chorus.core.actor import Actor
from chorus.core.errors import BusyError, TooManyRequestsError
from chorus.core.ids import ConversationId, MessageId
from chorus.core.paging import PAGE_DEFAULT, PAGE_MAX
from chorus.identity.guards import Services, require
from chorus.protocol.http_errors import refusals

router = APIRouter(tags=["messages"])


class WritingServices(ChatServices, Protocol):
    """The part of `processes.services.Services` that sending needs."""

    @property
    def writer(self) -> MessageWriter:
        """The batch writer of this process."""
        ...


def writing_services(request: Request) -> WritingServices:
    """Return the services of the process that serves this request."""
    return cast("WritingServices", request.app.state.services)


Writing = Annotated[WritingServices, Depends(writing_services)]

Reader = Annotated[Actor, Depends(require("conversations:read", "customer"))]
Writer = Annotated[Actor, Depends(require("conversations:write", "customer"))]
AgentWriter = Annotated[Actor, Depends(require("conversations:write"))]


@router.get(
    "/v1/conversations/{conversation_id}/messages",
    summary="Older messages",
    responses=refusals(ConversationNotFound),
)
async def list_messages(
    conversation_id: UUID,
    actor: Reader,
    chat: Chat,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> MessagePage:
    """List the newest messages before a position, oldest first."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        await find(tx, actor, ConversationId(conversation_id))
        return await read_messages(tx, actor, ConversationId(conversation_id), before=before, limit=limit)


@router.post(
    "/v1/conversations/{conversation_id}/messages",
    summary="Send a message",
    responses=refusals(
        ConversationNotFound,
        ConversationClosedAlready,
        NotAssignedToYou,
        MessageIdTaken,
        MessageEmpty,
        AttachmentMissing,
        TooManyRequestsError,
        BusyError,
    ),
)
async def send_message(
    conversation_id: UUID, body: MessageCreate, actor: Writer, services: Services, writing: Writing
) -> MessageAccepted:
    """Send a message. The response follows the commit. A repeated id gets the same response."""
    await require_pace(services.limits, actor)
    appended = await say(
        writing.writer,
        actor,
        ConversationId(conversation_id),
        message_id=MessageId(body.id),
        content=body.content,
        message_type=body.message_type,
        attachment_ids=body.attachment_ids,
    )
    return _accepted(actor, body.id, appended)


@router.post(
    "/v1/conversations/{conversation_id}/notes",
    summary="Write a note that only agents see",
    responses=refusals(ConversationNotFound, MessageIdTaken, TooManyRequestsError, BusyError),
)
async def add_note(
    conversation_id: UUID, body: NoteCreate, actor: AgentWriter, services: Services, writing: Writing
) -> MessageAccepted:
    """Add a note. It leaves no trace in what the customer sees."""
    await require_pace(services.limits, actor)
    appended = await say(
        writing.writer,
        actor,
        ConversationId(conversation_id),
        message_id=MessageId(body.id),
        content=body.content,
        message_type="note",
    )
    return _accepted(actor, body.id, appended)


@router.post(
    "/v1/conversations/{conversation_id}/receipts",
    status_code=204,
    summary="Acknowledge what arrived and what was seen",
    responses=refusals(ConversationNotFound),
)
async def acknowledge_messages(conversation_id: UUID, body: ReceiptCreate, actor: Writer, chat: Chat) -> None:
    """Acknowledge positions of the caller's audience, and everything of the other side up to them."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        await acknowledge(tx, actor, ConversationId(conversation_id), delivered=body.delivered, read=body.read)


@router.post(
    "/livechat/ack/{message_id}",
    status_code=204,
    tags=["livechat"],
    summary="Acknowledge one message",
    responses=refusals(MessageNotFound),
)
async def acknowledge_message(message_id: UUID, actor: Writer, chat: Chat, read: bool = False) -> None:
    """Acknowledge a message and everything before it as delivered, with `read=true` as read."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        message = await find_message(tx, actor, MessageId(message_id))
        position = (message.customer_position if actor.is_customer else message.agent_position) or 0
        await acknowledge(tx, actor, message.conversation_id, delivered=position, read=position if read else 0)


def _accepted(actor: Actor, message_id: UUID, appended: Appended) -> MessageAccepted:
    position = appended.customer_position if actor.is_customer else appended.agent_position
    return MessageAccepted(id=message_id, position=position or 0, created_at=appended.created_at)
