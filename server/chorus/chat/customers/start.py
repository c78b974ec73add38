"""Start the widget: no log-in, but an inbox that allows the page, and a token that opens one customer's threads."""

from dataclasses import dataclass
from datetime import timedelta

from chorus.chat.conversations.queries import open_of
from chorus.chat.customers.conversations import newest_of
from chorus.chat.customers.recognise import Told, recognise
from chorus.chat.customers.table import Customer
from chorus.chat.inboxes.errors import IdentityRequired
from chorus.chat.inboxes.origins import origin_of
from chorus.chat.inboxes.policy import require_page
from chorus.chat.inboxes.queries import find_open, tenant_of
from chorus.chat.inboxes.set_identity_secret import identity_secret_of
from chorus.chat.inboxes.table import Inbox
from chorus.core.actor import system_of
from chorus.core.ids import ConversationId, InboxId
from chorus.identity.errors import IdentityRefused, TokenExpired, TokenRefused
from chorus.identity.services import Auth
from chorus.identity.tenants.queries import own
from chorus.identity.tokens.customers import Device, Identity, read_device, read_identity, sign_device, sign_widget
from chorus.identity.tokens.tokens import Signed
from chorus.stores.postgres.database import Database

RENEWAL = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Page:
    """The location of the widget: the request's `Origin`, and the origin that the frame was told."""

    origin: str | None
    page_origin: str | None


@dataclass(frozen=True, slots=True)
class Started:
    """The state that the widget starts with."""

    token: Signed
    device_token: str
    customer: Customer
    inbox: Inbox
    company_name: str
    conversation_id: ConversationId | None
    last_conversation_id: ConversationId | None


async def start(
    database: Database,
    auth: Auth,
    inbox_id: InboxId,
    *,
    page: Page,
    device_token: str | None,
    identity_token: str | None,
    told: Told,
) -> Started:
    """Recognise the customer and give out tokens. One transaction of the inbox's tenant.

    Raises:
        IdentityRequired: If the inbox requires a signed identity.
    """
    async with database.transaction(await tenant_of(database, inbox_id)) as tx:
        inbox = await find_open(tx, inbox_id)
        own_origin = origin_of(auth.settings.public_url)
        require_page(inbox, origin=page.origin, page_origin=page.page_origin, own_origin=own_origin)
        device = _device(auth, inbox, device_token)
        identity = _identity(auth, inbox, identity_token, device)
        if identity is None and inbox.requires_identity:
            raise IdentityRequired
        customer = await recognise(tx, inbox.id, device=device, identity=identity, told=told)
        conversation = await open_of(tx, customer.id, inbox.id)
        last = conversation.id if conversation else await newest_of(tx, customer.id, inbox.id)
        tenant = await own(tx, system_of(tx.tenant_id))
    return Started(
        token=sign_widget(auth.tokens, tenant_id=tenant.id, customer_id=customer.id, name=customer.name),
        device_token=sign_device(auth.tokens, Device(tenant.id, customer.id, inbox.id)),
        customer=customer,
        inbox=inbox,
        company_name=tenant.name,
        conversation_id=conversation.id if conversation else None,
        last_conversation_id=last,
    )


def _identity(auth: Auth, inbox: Inbox, token: str | None, device: Device | None) -> Identity | None:
    if token is None:
        return None
    secret = identity_secret_of(inbox, auth.seal)
    if secret is None:
        raise IdentityRefused("This inbox has no identity secret.")
    # A page that stays open renews its token with the word it was given at first. `recognise` sees to it that this
    # goes on with a chat and never begins one.
    grace = RENEWAL if device is not None else timedelta()
    return read_identity(token, secret, inbox_id=inbox.id, now=auth.clock.now(), expired_for=grace)


def _device(auth: Auth, inbox: Inbox, token: str | None) -> Device | None:
    # One that no longer holds is forgotten: the customer begins anew, and is not turned away.
    if token is None:
        return None
    try:
        return read_device(auth.tokens, token, inbox_id=inbox.id)
    except (TokenExpired, TokenRefused):
        return None
