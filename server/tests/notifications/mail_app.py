"""A worker with a mail server, and what happens before an answer is mailed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.ids import InboxId, TenantId
from chorus.notifications.jobs import TASKS
from chorus.presence.read import Online
from chorus.protocol.events.conversation import EscalationReason
from chorus.routing.assignments.accept import accept
from chorus.routing.escalations.escalate import escalate
from chorus.routing.escalations.request_callback import request_callback
from chorus.stores.mail import Mail, MailUnavailable
from chorus.stores.postgres.database import Database
from tests import people
from tests.stores.mail_server import MailServer


class FixedRoster:
    """Who is connected, as the test says."""

    def __init__(self) -> None:
        self.online = Online()

    async def who_is_online(self, _tenant_id: UUID) -> Online:
        """As told."""
        return self.online


@dataclass
class MailApp:
    """What the jobs get from their worker."""

    database: Database
    mail: Mail
    roster: Any
    server: MailServer

    async def run_jobs(self, tenant_id: TenantId) -> list[str]:
        """Run the jobs of a tenant that wait, as a worker would; what became of each."""
        rows = await self.database.unscoped(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'notifications.mail_answer' AND args ->> 'tenant_id' = $1"
            " RETURNING task_name, args",
            str(tenant_id),
        )
        outcomes = []
        for row in rows:
            try:
                await TASKS[row["task_name"]](self, **row["args"])
                outcomes.append("done")
            except MailUnavailable:
                outcomes.append("away")
        return outcomes


async def promise(
    database: Database, customer: Actor, agent: Actor, inbox_id: InboxId | None = None, language: str | None = None
) -> Conversation:
    """The same for anybody."""
    conversation = await people.conversation_with(database, customer, inbox_id)
    async with database.transaction(customer.tenant_id) as tx:
        await tx.execute("UPDATE conversations SET language = $2 WHERE id = $1", conversation.id, language)
    async with database.transaction(customer.tenant_id) as tx:
        await escalate(tx, customer, conversation.id, reason=EscalationReason.REQUESTED)
    async with database.transaction(customer.tenant_id) as tx:
        email = f"{customer.name.lower()}@home.example"
        await request_callback(tx, customer, conversation.id, email=email, name=customer.name)
    await age(database, customer.tenant_id, timedelta(hours=1))
    async with database.transaction(customer.tenant_id) as tx:
        return await accept(tx, agent, conversation.id)


async def age(database: Database, tenant_id: TenantId, by: timedelta) -> None:
    """Everything so far was that much earlier."""
    async with database.transaction(tenant_id) as tx:
        await tx.execute("UPDATE messages SET created_at = created_at - $1::interval", by)
        await tx.execute("UPDATE escalations SET callback_promised_at = callback_promised_at - $1::interval", by)
        await tx.execute("UPDATE mails SET created_at = created_at - $1::interval", by)


async def answers(writer: MessageWriter, agent: Actor, conversation: Conversation, *contents: str) -> None:
    """The agent writes."""
    for content in contents:
        await people.says(writer, agent, conversation, content)


async def rows_of(database: Database, tenant_id: TenantId) -> list[tuple[str, str | None]]:
    """The mails of a tenant: what became of them."""
    async with database.transaction(tenant_id) as tx:
        return [(row["status"], row["failure"]) for row in await tx.records("SELECT * FROM mails ORDER BY created_at")]
