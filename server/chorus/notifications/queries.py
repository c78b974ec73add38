"""Every SELECT about mails."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chorus.core.clock import now
from chorus.core.ids import ConversationId, CustomerId, MessageId, TenantId
from chorus.notifications.table import MailRow
from chorus.stores.postgres.database import Database, Tx

# How long an answer may stay unread before it is mailed, and how old one may be to be mailed at all.
UNREAD_FOR = timedelta(seconds=60)
LATEST = timedelta(days=7)
PROMISED_WITHIN = timedelta(days=60)
DUE_MAX = 200

# An agent's answer after the promise, not read and not mailed.
ANSWERS = """
FROM escalations e
JOIN conversations c ON c.tenant_id = e.tenant_id AND c.id = e.conversation_id
JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id
JOIN messages m ON m.tenant_id = c.tenant_id AND m.conversation_id = c.id
WHERE e.tenant_id = $1 AND e.callback_promised_at > $2
  AND m.role = 'agent' AND m.message_type IN ('text', 'attachment')
  AND m.created_at > greatest(e.callback_promised_at, $3) AND m.read_at IS NULL
  AND u.email IS NOT NULL AND u.blocked_at IS NULL
  AND NOT EXISTS (SELECT FROM mail_messages s WHERE s.tenant_id = m.tenant_id AND s.message_id = m.id)
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A conversation with an answer that has waited long enough."""

    conversation_id: ConversationId
    customer_id: CustomerId


@dataclass(frozen=True, slots=True)
class Answer:
    """One message of the mail."""

    id: MessageId
    author_name: str
    content: str
    files: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom the mail goes, and what it needs to know around the answer."""

    customer_id: CustomerId
    name: str
    email: str | None
    is_blocked: bool
    language: str | None
    company: str
    origins: list[str]


async def tenants_with_promises(database: Database) -> list[TenantId]:
    """Return the tenants that recently promised an answer, by a cross-tenant lookup (migration 0008)."""
    rows = await database.unscoped("SELECT * FROM lookup_tenants_with_promises($1)", now() - PROMISED_WITHIN)
    return [TenantId(row[0]) for row in rows]


async def due(tx: Tx, *, moment: datetime) -> list[Due]:
    """Return conversations whose oldest unread answer is old enough, oldest first."""
    rows = await tx.records(
        f"SELECT c.id, c.customer_id, min(m.created_at) AS oldest {ANSWERS}"
        " GROUP BY c.id, c.customer_id HAVING min(m.created_at) <= $4 ORDER BY oldest LIMIT $5",
        tx.tenant_id,
        moment - PROMISED_WITHIN,
        moment - LATEST,
        moment - UNREAD_FOR,
        DUE_MAX,
    )
    return [Due(ConversationId(row["id"]), CustomerId(row["customer_id"])) for row in rows]


async def unmailed_answers(tx: Tx, conversation_id: ConversationId, *, moment: datetime) -> list[MessageId]:
    """Return all answers of a conversation that a mail would contain, in order."""
    rows = await tx.records(
        f"SELECT DISTINCT m.id, m.agent_position {ANSWERS} AND c.id = $4 ORDER BY m.agent_position",
        tx.tenant_id,
        moment - PROMISED_WITHIN,
        moment - LATEST,
        conversation_id,
    )
    return [MessageId(row["id"]) for row in rows]


async def lock_mail(tx: Tx, mail_id: UUID) -> MailRow:
    """Return the mail with its row locked until the transaction ends."""
    return await tx.fetch_one(
        MailRow, "SELECT {columns} FROM mails WHERE tenant_id = $1 AND id = $2 FOR UPDATE", tx.tenant_id, mail_id
    )


async def unread_of(tx: Tx, mail_id: UUID) -> list[Answer]:
    """Return the answers of the mail that are still unread, in order."""
    rows = await tx.records(
        "SELECT m.id, m.author_name, m.content, (SELECT count(*) FROM attachments a"
        "  WHERE a.tenant_id = m.tenant_id AND a.message_id = m.id)::integer AS files"
        " FROM mail_messages s JOIN messages m ON m.tenant_id = s.tenant_id AND m.id = s.message_id"
        " WHERE s.tenant_id = $1 AND s.mail_id = $2 AND m.read_at IS NULL ORDER BY m.agent_position",
        tx.tenant_id,
        mail_id,
    )
    return [Answer(MessageId(row["id"]), row["author_name"], row["content"], row["files"]) for row in rows]


async def recipient_of(tx: Tx, conversation_id: ConversationId) -> Recipient:
    """Return the customer of a conversation, the company and its site."""
    row = (
        await tx.records(
            "SELECT u.id, u.name, u.email, u.blocked_at, coalesce(c.language, u.language) AS language,"
            " coalesce(nullif(i.settings ->> 'companyName', ''), t.name) AS company,"
            " coalesce(i.allowed_origins, '{}') AS origins"
            " FROM conversations c JOIN tenants t ON t.id = c.tenant_id"
            " JOIN customers u ON u.tenant_id = c.tenant_id AND u.id = c.customer_id"
            " LEFT JOIN inboxes i ON i.tenant_id = c.tenant_id AND i.id = c.inbox_id"
            " WHERE c.tenant_id = $1 AND c.id = $2",
            tx.tenant_id,
            conversation_id,
        )
    )[0]
    return Recipient(
        customer_id=CustomerId(row["id"]),
        name=row["name"],
        email=row["email"],
        is_blocked=row["blocked_at"] is not None,
        language=row["language"],
        company=row["company"],
        origins=list(row["origins"]),
    )


def absent(found: Collection[Due], online: Collection[UUID]) -> list[Due]:
    """Return those whose customer is not connected."""
    return [entry for entry in found if entry.customer_id not in online]
