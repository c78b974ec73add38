"""The log over HTTP: the same cursors as the socket, for clients whose WebSocket is blocked."""

import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Protocol, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from chorus.chat.conversations.errors import ConversationNotFound
from chorus.chat.log.history import HISTORY_MAX, read_history
from chorus.chat.log.note_poll import note_poll
from chorus.chat.log.read import REPLAY_MAX, LogReader, Missed, read_missed
from chorus.chat.log.schemas import EventPage, HistoryPage
from chorus.chat.log.tenant_events import read_tenant_events
from chorus.chat.log.wait import Waits
from chorus.chat.services import ChatServices
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId
from chorus.identity.guards import require
from chorus.protocol.http_errors import refusals

WAIT_MAX = 25.0

router = APIRouter(tags=["events"])

Reader = Annotated[Actor, Depends(require("conversations:read", "customer"))]
FeedReader = Annotated[Actor, Depends(require("conversations:read"))]
Auditor = Annotated[Actor, Depends(require("audit:read"))]
After = Annotated[
    int | None, Query(ge=0, description="The reader's position; without it there are no events, only where it stands.")
]
Limit = Annotated[int, Query(ge=1, le=REPLAY_MAX)]
WaitSeconds = Annotated[
    float,
    Query(ge=0, le=WAIT_MAX, alias="waitSeconds", description="With nothing to tell, the answer comes this late."),
]


class EventServices(ChatServices, Protocol):
    """Dependencies of these routes."""

    is_draining: bool

    @property
    def log(self) -> LogReader:
        """What everybody reads from."""
        ...

    @property
    def waits(self) -> Waits:
        """The requests that are held."""
        ...


def event_services(request: Request) -> EventServices:
    """Return the services of the process."""
    return cast("EventServices", request.app.state.services)


Events = Annotated[EventServices, Depends(event_services)]


@router.get("/v1/events", summary="The events of the tenant's feed after a position")
async def list_feed_events(
    request: Request,
    actor: FeedReader,
    services: Events,
    after: After = None,
    epoch: str = "",
    limit: Limit = REPLAY_MAX,
    wait_seconds: WaitSeconds = 0.0,
) -> EventPage:
    """List life-cycle events of all conversations in the tenant's order, by `feedPosition` as in lists."""
    if wait_seconds and actor.is_user and actor.role is not None:
        async with services.database.transaction(actor.tenant_id) as tx:
            await note_poll(tx, actor)
    read = partial(
        read_missed,
        services.log,
        actor.tenant_id,
        conversation_id=None,
        after=after,
        epoch=epoch,
        limit=limit,
    )
    return await _answer(request, services, read, 0.0 if after is None else wait_seconds)


@router.get("/v1/tenant/events", summary="Administrative events after a position")
async def list_tenant_events(
    request: Request,
    actor: Auditor,
    services: Events,
    after: After = None,
    epoch: str = "",
    limit: Limit = REPLAY_MAX,
    wait_seconds: WaitSeconds = 0.0,
) -> EventPage:
    """Who changed users, teams, inboxes, keys, settings, canned replies, labels or documents, in order from 0 on.

    They have positions of their own, without gaps. Go on from `position` of the answer.
    """
    read = partial(read_tenant_events, services.database, actor.tenant_id, after=after, epoch=epoch, limit=limit)
    return await _answer(request, services, read, 0.0 if after is None else wait_seconds)


@router.get(
    "/v1/conversations/{conversation_id}/events",
    summary="The events after a position",
    responses=refusals(ConversationNotFound),
)
async def list_events(
    request: Request,
    conversation_id: UUID,
    actor: Reader,
    services: Events,
    after: After = None,
    epoch: str = "",
    limit: Limit = REPLAY_MAX,
    wait_seconds: WaitSeconds = 0.0,
) -> EventPage:
    """List events in order and without a gap, or answer `resync`: fetch the conversation again and continue from
    `position`.
    """
    read = partial(
        read_missed,
        services.log,
        actor.tenant_id,
        conversation_id=conversation_id,
        customer_id=actor.customer_id if actor.is_customer else None,
        after=after,
        epoch=epoch,
        limit=limit,
    )
    return await _answer(request, services, read, 0.0 if after is None else wait_seconds)


@router.get(
    "/v1/conversations/{conversation_id}/history",
    summary="What happened to a conversation",
    responses=refusals(ConversationNotFound),
)
async def list_history(
    conversation_id: UUID,
    actor: Reader,
    services: Events,
    after: Annotated[int, Query(ge=0)] = 0,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=HISTORY_MAX)] = HISTORY_MAX,
) -> HistoryPage:
    """List the newest life-cycle events between two positions, such as escalated, accepted, closed and rated.

    Messages and receipts are not among them. A customer gets the events of the customer's own order.
    """
    async with services.database.transaction(actor.tenant_id) as tx:
        found, has_more = await read_history(
            tx, actor, ConversationId(conversation_id), after=after, before=before, limit=limit
        )
    return HistoryPage(events=[json.loads(envelope.body) for envelope in found], has_more=has_more)


async def _answer(
    request: Request, services: EventServices, read: Callable[[], Awaitable[Missed]], seconds: float
) -> EventPage:
    async def is_over() -> bool:
        return services.is_draining or await request.is_disconnected()

    missed = await services.waits.hold(read, seconds=seconds, is_over=is_over)
    events = [json.loads(envelope.body) for envelope in missed.replay]
    return EventPage(events=events, position=missed.position, epoch=missed.epoch, resync=missed.resync)
