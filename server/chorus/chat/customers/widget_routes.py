"""The start of the widget over HTTP: the one endpoint of a customer without a token."""

from typing import Annotated

from fastapi import APIRouter, Header, Request

from chorus.auth.errors import IdentityRefused
from chorus.auth.http import Services, address_of
from chorus.chat.customers import start as starting
from chorus.chat.customers.errors import CustomerBlocked
from chorus.chat.customers.recognise import Told
from chorus.chat.customers.schemas import StartedCustomer, StartedInbox, WidgetStart, WidgetStarted
from chorus.chat.inboxes.errors import IdentityRequired, InboxNotFound, OriginRefused
from chorus.chat.inboxes.schemas import GREETING, settings_of
from chorus.chat.limits import STARTS_BY_ADDRESS
from chorus.core.errors import TooManyRequestsError
from chorus.core.ids import InboxId
from chorus.wire.http_errors import refusals

router = APIRouter(tags=["widget"])


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
    """Without a log-in. The same device token is the same customer; a signed identity is the site's own customer.

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
    )


def _greeting(by_language: dict[str, str], language: str) -> str:
    wanted = (language, language[:2], "en", *by_language)
    return next((by_language[found] for found in wanted if by_language.get(found)), GREETING)
