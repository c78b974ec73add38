"""Assignments over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from chorus.chat.conversations.errors import (
    AnotherIsOpen,
    ConversationClosedAlready,
    ConversationNotFound,
    ConversationStillOpen,
    NotAssignedToYou,
    OnlyPeople,
)
from chorus.chat.conversations.schemas import ConversationState
from chorus.chat.messages.errors import MessageIdTaken
from chorus.chat.messages.pace import require_pace
from chorus.chat.snapshot import read_state
from chorus.core.actor import Actor
from chorus.core.errors import TooManyRequestsError
from chorus.core.ids import ConversationId, MessageId, TeamId, UserId
from chorus.identity.guards import Services, require
from chorus.protocol.http_errors import refusals
from chorus.routing.assignments import accept as accepting
from chorus.routing.assignments import reopen as reopening
from chorus.routing.assignments import requeue as requeueing
from chorus.routing.assignments import return_to_bot as returning
from chorus.routing.assignments import transfer as transferring
from chorus.routing.assignments.errors import TransferTargetMissing
from chorus.routing.assignments.schemas import TransferCreate
from chorus.routing.escalations.errors import AlreadyEscalated, AlreadyWithHuman, NotWaiting
from chorus.routing.services import Routing

router = APIRouter(prefix="/v1/conversations/{conversation_id}", tags=["assignments"])

AgentWriter = Annotated[Actor, Depends(require("conversations:write"))]


@router.post(
    "/accept",
    summary="Take a waiting conversation",
    responses=refusals(ConversationNotFound, NotWaiting, AlreadyWithHuman, OnlyPeople),
)
async def accept_conversation(conversation_id: UUID, actor: AgentWriter, routing: Routing) -> ConversationState:
    """Accept a conversation. The first agent who accepts gets it."""
    async with routing.database.transaction(actor.tenant_id) as tx:
        await accepting.accept(tx, actor, ConversationId(conversation_id))
    async with routing.database.transaction(actor.tenant_id) as tx:
        return await read_state(tx, actor, ConversationId(conversation_id))


@router.post(
    "/transfer",
    status_code=204,
    summary="Transfer to an agent or a team",
    responses=refusals(
        ConversationNotFound,
        ConversationClosedAlready,
        NotAssignedToYou,
        TransferTargetMissing,
        MessageIdTaken,
        TooManyRequestsError,
    ),
)
async def transfer_conversation(
    conversation_id: UUID, body: TransferCreate, actor: AgentWriter, services: Services, routing: Routing
) -> None:
    """Transfer a conversation to an agent, who is asked immediately, or to a team. The note is part of the transfer."""
    if body.note.strip():
        await require_pace(services.limits, actor)
    async with routing.database.transaction(actor.tenant_id) as tx:
        await transferring.transfer(
            tx,
            actor,
            ConversationId(conversation_id),
            agent_id=UserId(body.agent_id) if body.agent_id else None,
            team_id=TeamId(body.team_id) if body.team_id else None,
            note=body.note,
            note_id=MessageId(body.note_id) if body.note_id else None,
            timeout=routing.offer_rules.timeout,
        )


@router.post(
    "/requeue",
    status_code=204,
    summary="Give back to the queue",
    responses=refusals(ConversationNotFound, ConversationClosedAlready, NotAssignedToYou, AlreadyEscalated),
)
async def requeue_conversation(conversation_id: UUID, actor: AgentWriter, routing: Routing) -> None:
    """Return a conversation to the queue."""
    async with routing.database.transaction(actor.tenant_id) as tx:
        await requeueing.requeue(tx, actor, ConversationId(conversation_id))


@router.post(
    "/return",
    status_code=204,
    summary="Hand back to the bot",
    responses=refusals(ConversationNotFound, ConversationClosedAlready, NotAssignedToYou),
)
async def return_conversation(conversation_id: UUID, actor: AgentWriter, routing: Routing) -> None:
    """Hand a conversation back to the bot, with an empty context."""
    async with routing.database.transaction(actor.tenant_id) as tx:
        await returning.return_to_bot(tx, actor, ConversationId(conversation_id))


@router.post(
    "/reopen",
    status_code=204,
    summary="Reopen a closed conversation",
    responses=refusals(ConversationNotFound, ConversationStillOpen, AnotherIsOpen),
)
async def reopen_conversation(conversation_id: UUID, actor: AgentWriter, routing: Routing) -> None:
    """Reopen a conversation and assign it to the caller, or to the bot if the caller is an API key.

    The customer is told.
    """
    async with routing.database.transaction(actor.tenant_id) as tx:
        await reopening.reopen(tx, actor, ConversationId(conversation_id))
