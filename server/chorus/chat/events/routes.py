"""The log over HTTP: the same cursor as the socket, for clients whose WebSocket is blocked."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chorus.auth.http import require
from chorus.chat.conversations.errors import ConversationNotFound
from chorus.chat.events.read import REPLAY_MAX, read_missed
from chorus.chat.events.schemas import EventPage
from chorus.chat.services import Chat
from chorus.core.actor import Actor
from chorus.wire.http_errors import refusals

router = APIRouter(tags=["events"])

Reader = Annotated[Actor, Depends(require("conversations:read", "customer"))]


@router.get(
    "/v1/conversations/{conversation_id}/events",
    summary="The events after a position",
    responses=refusals(ConversationNotFound),
)
async def list_events(
    conversation_id: UUID,
    actor: Reader,
    chat: Chat,
    after: Annotated[int, Query(ge=0)],
    epoch: str = "",
    limit: Annotated[int, Query(ge=1, le=REPLAY_MAX)] = REPLAY_MAX,
) -> EventPage:
    """In order and without a hole, or `resync`: fetch the conversation afresh and go on from `position`."""
    missed = await read_missed(
        chat.database,
        actor.tenant_id,
        conversation_id=conversation_id,
        customer_id=actor.customer_id if actor.is_customer else None,
        after=after,
        epoch=epoch,
        limit=limit,
    )
    events = [json.loads(envelope.body) for envelope in missed.replay]
    return EventPage(events=events, position=missed.position, epoch=missed.epoch, resync=missed.resync)
