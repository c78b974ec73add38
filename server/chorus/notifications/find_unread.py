"""Find answers that a customer was promised and has not read, and queue one mail for each conversation."""

from collections.abc import Collection
from uuid import UUID

from chorus.chat.conversations.queries import lock
from chorus.core.actor import system_of
from chorus.core.clock import now
from chorus.core.ids import ConversationId, TenantId, new_id
from chorus.notifications.queries import absent, due, unmailed_answers
from chorus.notifications.table import MailMessage, MailRow, MailStatus
from chorus.stores.jobs.job import Job
from chorus.stores.postgres.database import Database, Tx

MAIL_ANSWER = "notifications.mail_answer"


async def find_unread(database: Database, tenant_id: TenantId, *, online: Collection[UUID]) -> int:
    """Look for unread answers of a tenant.

    Return the number of queued mails. Each conversation is a separate transaction.
    """
    async with database.transaction(tenant_id) as tx:
        found = absent(await due(tx, moment=now()), online)
    queued = 0
    for entry in found:
        async with database.transaction(tenant_id) as tx:
            queued += await _queue(tx, entry.conversation_id)
    return queued


async def _queue(tx: Tx, conversation_id: ConversationId) -> int:
    """Queue the mail, its messages and its job atomically. The lock lets two workers queue it once."""
    await lock(tx, system_of(tx.tenant_id), conversation_id)
    moment = now()
    answers = await unmailed_answers(tx, conversation_id, moment=moment)
    if not answers:
        return 0
    mail = await tx.insert(
        MailRow(
            id=new_id(),
            tenant_id=tx.tenant_id,
            conversation_id=conversation_id,
            status=MailStatus.QUEUED,
            failure=None,
            created_at=moment,
            ended_at=None,
        )
    )
    for message_id in answers:
        await tx.insert(MailMessage(tenant_id=tx.tenant_id, message_id=message_id, mail_id=mail.id))
    tx.defer(job_for(mail))
    return 1


def job_for(mail: MailRow) -> Job:
    """Return the job that sends it. Jobs of one conversation run in order."""
    args = {"tenant_id": mail.tenant_id, "mail_id": mail.id}
    return Job(MAIL_ANSWER, args, queue="mail", lock=f"mail:{mail.conversation_id}")
