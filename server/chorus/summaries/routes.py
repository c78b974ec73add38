"""Briefs over HTTP; for agents alone."""

from typing import Annotated, Protocol, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from chorus.chat.conversations.errors import ConversationNotFound
from chorus.chat.conversations.queries import find
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId
from chorus.identity.guards import require
from chorus.protocol.http_errors import refusals
from chorus.stores.postgres.database import Database
from chorus.summaries.consume import brief_job
from chorus.summaries.errors import BriefNotFound, NothingToBrief
from chorus.summaries.make_brief import brief_now
from chorus.summaries.queries import saved_of
from chorus.summaries.schemas import BriefRead, brief_read

router = APIRouter(tags=["briefs"])

Reader = Annotated[Actor, Depends(require("conversations:read"))]
Writer = Annotated[Actor, Depends(require("conversations:write"))]


class BriefServices(Protocol):
    """Dependencies of these routes."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...


def brief_services(request: Request) -> BriefServices:
    """Return the services of the process."""
    return cast("BriefServices", request.app.state.services)


Services = Annotated[BriefServices, Depends(brief_services)]


@router.get(
    "/livechat/summary/{conversation_id}",
    summary="The hand-over brief of a conversation",
    responses=refusals(BriefNotFound, ConversationNotFound),
)
async def read_brief(conversation_id: UUID, actor: Reader, services: Services) -> BriefRead:
    """Return the brief of escalation, transfer, close or request; each line cites its messages."""
    async with services.database.transaction(actor.tenant_id) as tx:
        conversation = await find(tx, actor, ConversationId(conversation_id))
    saved = saved_of(conversation)
    if saved is None:
        raise BriefNotFound
    return brief_read(conversation.id, saved, conversation.message_position)


@router.post(
    "/v1/conversations/{conversation_id}/brief",
    summary="Make the brief anew",
    responses=refusals(ConversationNotFound, NothingToBrief),
)
async def create_brief(conversation_id: UUID, actor: Writer, services: Services) -> BriefRead:
    """Create the rule-based brief; the model's version follows as `conversation.briefed`."""
    async with services.database.transaction(actor.tenant_id) as tx:
        saved, basis = await brief_now(tx, actor, ConversationId(conversation_id))
        if basis.access is not None and saved.origin == "rules":
            tx.defer(brief_job(actor.tenant_id, conversation_id))
    return brief_read(basis.conversation.id, saved, basis.position)
