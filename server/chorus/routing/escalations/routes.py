"""Escalations over HTTP."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from chorus.chat.conversations.errors import ConversationClosedAlready, ConversationNotFound
from chorus.chat.conversations.queries import find
from chorus.chat.conversations.schemas import ContactLeave
from chorus.chat.services import Chat, ChatServices
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, TeamId
from chorus.identity.guards import require
from chorus.protocol.events.conversation import EscalationReason
from chorus.protocol.http_errors import refusals
from chorus.routing.availability.port import AgentAvailability
from chorus.routing.escalations.cancel import cancel
from chorus.routing.escalations.decline import decline
from chorus.routing.escalations.errors import (
    AlreadyEscalated,
    AlreadyWithHuman,
    NotOfferedToYou,
    NotWaiting,
    TeamUnknown,
)
from chorus.routing.escalations.escalate import escalate
from chorus.routing.escalations.queries import is_there, queue_position_of, teams_of
from chorus.routing.escalations.request_callback import request_callback
from chorus.routing.escalations.schemas import (
    EscalationCreate,
    EscalationRead,
    LivechatEscalate,
    QueuePlace,
    escalation_read,
)


def availability_of(request: Request) -> AgentAvailability:
    """Return the availability service of the process."""
    return cast("AgentAvailability", request.app.state.services.duty)


router = APIRouter(tags=["escalations"])

Reader = Annotated[Actor, Depends(require("conversations:read", "customer"))]
Writer = Annotated[Actor, Depends(require("conversations:write", "customer"))]
AgentWriter = Annotated[Actor, Depends(require("conversations:write"))]
CustomerWriter = Annotated[Actor, Depends(require("customer"))]
DutyRoster = Annotated[AgentAvailability, Depends(availability_of)]
CANNOT_ESCALATE = refusals(
    ConversationNotFound, ConversationClosedAlready, AlreadyEscalated, AlreadyWithHuman, TeamUnknown
)


@router.post(
    "/v1/conversations/{conversation_id}/escalation",
    status_code=201,
    summary="Ask for a human",
    responses=CANNOT_ESCALATE,
)
async def escalate_conversation(
    conversation_id: UUID, body: EscalationCreate, actor: Writer, chat: Chat
) -> EscalationRead:
    """Escalate a conversation: it enters the queue, and the bot is muted."""
    return await _escalate(chat, actor, conversation_id, body)


@router.post(
    "/livechat/escalate",
    status_code=201,
    tags=["livechat"],
    summary="Ask for a human",
    responses=CANNOT_ESCALATE,
)
async def livechat_escalate(body: LivechatEscalate, actor: Writer, chat: Chat) -> EscalationRead:
    """Escalate a conversation that is named in the body."""
    return await _escalate(chat, actor, body.conversation_id, body)


@router.delete(
    "/v1/conversations/{conversation_id}/escalation",
    status_code=204,
    summary="Leave the queue",
    responses=refusals(ConversationNotFound, NotWaiting),
)
async def cancel_escalation(conversation_id: UUID, actor: Writer, chat: Chat) -> None:
    """Cancel an escalation. The bot gets the floor back."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        await cancel(tx, actor, ConversationId(conversation_id))


@router.get(
    "/v1/conversations/{conversation_id}/queue-place",
    summary="The place in the queue",
    responses=refusals(ConversationNotFound, NotWaiting),
)
async def read_queue_place(conversation_id: UUID, actor: Reader, chat: Chat, duty: DutyRoster) -> QueuePlace:
    """Return the queue position. `queue` frames send it live on the conversation's socket."""
    available = await duty.available(actor.tenant_id)
    async with chat.database.transaction(actor.tenant_id) as tx:
        await find(tx, actor, ConversationId(conversation_id))
        place = await queue_position_of(tx, ConversationId(conversation_id))
        there = is_there(place.team_id, available, await teams_of(tx, available))
    return QueuePlace(
        place=place.place,
        estimated_wait_seconds=place.estimated_wait_seconds if there else None,
        is_somebody_on_duty=there,
    )


@router.post(
    "/v1/conversations/{conversation_id}/decline",
    status_code=204,
    summary="Decline an offered conversation",
    responses=refusals(ConversationNotFound, NotWaiting, NotOfferedToYou),
)
async def decline_offer(conversation_id: UUID, actor: AgentWriter, chat: Chat) -> None:
    """Decline an offer. The next agent is asked."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        await decline(tx, actor, ConversationId(conversation_id))


@router.post(
    "/v1/conversations/{conversation_id}/contact",
    status_code=204,
    summary="Leave an e-mail address to be answered later",
    responses=refusals(ConversationNotFound, NotWaiting),
)
async def leave_contact_address(conversation_id: UUID, body: ContactLeave, actor: CustomerWriter, chat: Chat) -> None:
    """Leave an e-mail address while nobody is on duty. The conversation stays in the queue."""
    async with chat.database.transaction(actor.tenant_id) as tx:
        await request_callback(tx, actor, ConversationId(conversation_id), email=body.email, name=body.name)


async def _escalate(chat: ChatServices, actor: Actor, conversation_id: UUID, body: EscalationCreate) -> EscalationRead:
    # A customer can only ask; the other reasons are the bot's and the agents' to give.
    reason = EscalationReason.REQUESTED if actor.is_customer else body.reason
    async with chat.database.transaction(actor.tenant_id) as tx:
        escalation = await escalate(
            tx,
            actor,
            ConversationId(conversation_id),
            reason=reason,
            team_id=TeamId(body.team_id) if body.team_id and not actor.is_customer else None,
            detail="" if actor.is_customer else body.detail,
        )
    return escalation_read(escalation)
