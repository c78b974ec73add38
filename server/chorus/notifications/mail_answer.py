"""Send one queued mail."""

from uuid import UUID

from chorus.core.clock import now
from chorus.core.ids import TenantId
from chorus.notifications.letter import letter_of
from chorus.notifications.queries import lock_mail, recipient_of, unread_of
from chorus.notifications.table import MailRow, MailStatus
from chorus.stores.mail import Letter, Mail, MailRefused
from chorus.stores.postgres.database import Database, Tx


async def mail_answer(database: Database, mail: Mail, tenant_id: TenantId, mail_id: UUID) -> MailStatus:
    """Send it if it is still needed. Raises `MailUnavailable`: then it stays queued and the job runs again.

    The row stays locked while the server takes the mail, so two workers never send it side by side. A worker that dies
    between the server's answer and the commit sends it again, with the same Message-ID.
    """
    async with database.transaction(tenant_id) as tx:
        row = await lock_mail(tx, mail_id)
        if row.status != MailStatus.QUEUED:
            return MailStatus(row.status)
        letter = await _letter(tx, row)
        if letter is None:
            return await _end(tx, row, MailStatus.NEEDLESS)
        try:
            await mail.send(letter)
        except MailRefused as error:
            return await _end(tx, row, MailStatus.FAILED, failure=error.code)
        return await _end(tx, row, MailStatus.SENT)


async def _letter(tx: Tx, row: MailRow) -> Letter | None:
    """Build the mail; None if everything has been read or the customer must not be mailed."""
    answers = await unread_of(tx, row.id)
    recipient = await recipient_of(tx, row.conversation_id)
    if not answers or recipient.email is None or recipient.is_blocked:
        return None
    return letter_of(row.id, row.conversation_id, recipient.email, recipient, answers)


async def _end(tx: Tx, row: MailRow, status: MailStatus, *, failure: str | None = None) -> MailStatus:
    await tx.update(row, status=status, failure=failure, ended_at=now())
    return status
