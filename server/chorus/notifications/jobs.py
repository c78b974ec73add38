"""The job that sends a mail, and the timer that finds what to send."""

from typing import Any, Protocol
from uuid import UUID

import structlog

from chorus.core.ids import TenantId
from chorus.notifications.find_unread import MAIL_ANSWER, find_unread
from chorus.notifications.mail_answer import mail_answer
from chorus.notifications.queries import tenants_with_promises
from chorus.notifications.retry_mails import retry_mails
from chorus.presence.read import OnlineUsers
from chorus.stores.mail import Mail
from chorus.stores.postgres.database import Database

log = structlog.get_logger(__name__)


class NotificationDeps(Protocol):
    """Dependencies of the jobs."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...

    @property
    def roster(self) -> OnlineUsers:
        """Who is connected."""
        ...

    @property
    def mail(self) -> Mail:
        """By which mails go out."""
        ...


async def send_mail(deps: NotificationDeps, *, tenant_id: str, mail_id: str) -> None:
    """Send one mail; retried while the server is unavailable."""
    status = await mail_answer(deps.database, deps.mail, TenantId(UUID(tenant_id)), UUID(mail_id))
    log.info("mail.ended", mail_id=mail_id, status=str(status))


async def find_unread_everywhere(deps: NotificationDeps, **_: Any) -> None:
    """Look for unread answers of all tenants that promised one."""
    for tenant_id in await tenants_with_promises(deps.database):
        online = await deps.roster.who_is_online(tenant_id)
        # Where presence is not known for sure, a mail too many is better than a promise that is not kept.
        customers = frozenset() if online.is_approximate else online.customers
        await find_unread(deps.database, tenant_id, online=customers)


async def retry_mails_everywhere(deps: NotificationDeps, **_: Any) -> None:
    """Retry mails of the same tenants."""
    for tenant_id in await tenants_with_promises(deps.database):
        await retry_mails(deps.database, tenant_id)


TASKS = {MAIL_ANSWER: send_mail}
PERIODIC = {
    "notifications.find_unread": ("* * * * * */30", find_unread_everywhere),
    "notifications.retry_mails": ("*/10 * * * *", retry_mails_everywhere),
}
