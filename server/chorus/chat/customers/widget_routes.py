"""The widget over HTTP: its start, the one endpoint of a customer without a token, and a customer's own list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request

from chorus.chat.conversations.rate import RATING_OPEN_FOR
from chorus.chat.customers import start as starting
from chorus.chat.customers.conversations import OWN_MAX, own_conversations
from chorus.chat.customers.errors import CustomerBlocked, CustomerNotFound
from chorus.chat.customers.recognise import Told
from chorus.chat.customers.schemas import (
    OwnConversationPage,
    StartedCustomer,
    StartedInbox,
    WidgetStart,
    WidgetStarted,
)
from chorus.chat.inboxes.errors import IdentityRequired, InboxNotFound, OriginRefused
from chorus.chat.inboxes.schemas import GREETING, settings_of
from chorus.chat.limits import STARTS_BY_ADDRESS
from chorus.core.actor import Actor
from chorus.core.errors import TooManyRequestsError
from chorus.core.ids import InboxId
from chorus.core.paging import BadCursor
from chorus.identity.errors import IdentityRefused
from chorus.identity.guards import Services, address_of, require
from chorus.protocol.http_errors import refusals

router = APIRouter(tags=["widget"])

Customer = Annotated[Actor, Depends(require("customer"))]


@router.post(
    "/v1/widget/start",
    summary="Start the widget",
    responses=refusals(
        InboxNotFound, OriginRefused, IdentityRequired, IdentityRefused, CustomerBlocked, TooManyRequestsError
    ),
)
async def start_widget(
    body: WidgetStart, request: Request, services: Services, origin: Annotated[str | None, Header()] = None
) -> WidgetStarted:
    """Start a customer session without a log-in.

    A device token identifies the same customer, a signed identity the site's own.

    `Origin` must be on the inbox's list, or be ours (the widget's frame). Compared exactly; `null` never fits.
    """
    await services.limits.hit(STARTS_BY_ADDRESS, address_of(request))
    started = await starting.start(
        services.database,
        services.auth,
        InboxId(body.inbox_id),
        page=starting.Page(origin, body.page_origin),
        device_token=body.device_token,
        identity_token=body.identity_token,
        told=Told(body.name or "", body.email.lower() if body.email else None, body.language),
    )
    return _started(started, body.language)


@router.get(
    "/v1/widget/conversations",
    summary="List the customer's own conversations",
    responses=refusals(CustomerNotFound, CustomerBlocked, BadCursor),
)
async def list_own_conversations(
    actor: Customer,
    services: Services,
    inbox_id: Annotated[UUID | None, Query(alias="inboxId", description="Those of one inbox.")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=OWN_MAX)] = 20,
) -> OwnConversationPage:
    """List the customer's conversations, newest first, open and closed.

    Messages are at `GET /v1/conversations/{conversationId}/messages`.
    """
    async with services.database.transaction(actor.tenant_id) as tx:
        return await own_conversations(
            tx, actor, inbox_id=InboxId(inbox_id) if inbox_id else None, cursor=cursor, limit=limit
        )


def _started(started: starting.Started, language: str | None) -> WidgetStarted:
    inbox, settings = started.inbox, settings_of(started.inbox)
    return WidgetStarted(
        token=started.token.token,
        expires_in=started.token.expires_in,
        device_token=started.device_token,
        customer=StartedCustomer.model_validate(started.customer, extra="ignore"),
        inbox=StartedInbox(
            id=inbox.id,
            name=inbox.name,
            greeting=_greeting(settings.greeting, language or "en"),
            color=settings.color,
            languages=settings.languages,
            bot_name=settings.bot_name,
            company_name=settings.company_name or started.company_name,
        ),
        conversation_id=started.conversation_id,
        last_conversation_id=started.last_conversation_id,
        rating_seconds=int(RATING_OPEN_FOR.total_seconds()),
    )


def _greeting(by_language: dict[str, str], language: str) -> str:
    wanted = (language, language[:2], "en", *by_language)
    return next((by_language[found] for found in wanted if by_language.get(found)), GREETING)
