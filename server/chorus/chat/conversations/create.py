"""Open a thread, or give back the one that is open: two tabs never make two."""

from chorus.chat.conversations.errors import ConversationNotFound
from chorus.chat.conversations.queries import open_of
from chorus.chat.conversations.table import Conversation, ConversationStatus, Floor
from chorus.chat.inboxes.queries import find_open
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId, CustomerId, InboxId, new_id
from chorus.protocol.events.conversation import ConversationCreated, CustomerSummary
from chorus.protocol.events.event import by
from chorus.stores.postgres.database import Tx
from chorus.stores.postgres.statements import insertion


async def create(
    tx: Tx,
    actor: Actor,
    *,
    customer_id: CustomerId,
    inbox_id: InboxId | None,
    language: str | None = None,
    page: str | None = None,
    channel: str = "web",
) -> tuple[Conversation, bool]:
    """Return the customer's open conversation in the inbox and whether it is new.

    Raises:
        ConversationNotFound: If it does not exist or the actor may not see it.
    """
    existing = await open_of(tx, customer_id, inbox_id)
    if existing is not None:
        return existing, False
    customer = await _customer(tx, customer_id)
    if inbox_id is not None:
        await find_open(tx, inbox_id)
    moment = now()
    conversation = Conversation(
        id=ConversationId(new_id()),
        tenant_id=tx.tenant_id,
        customer_id=customer_id,
        inbox_id=inbox_id,
        channel=channel,
        status=ConversationStatus.BOT,
        floor=Floor.BOT,
        floor_number=1,
        assignee_id=None,
        team_id=None,
        labels=[],
        language=language,
        agent_position=0,
        customer_position=0,
        message_position=0,
        details={"page": page} if page else {},
        created_at=moment,
        updated_at=moment,
        last_message_at=None,
        closed_at=None,
    )
    if not await _insert_if_none_is_open(tx, conversation):
        raced = await open_of(tx, customer_id, inbox_id)
        if raced is None:
            raise ConversationNotFound
        return raced, False
    await tx.record(
        ConversationCreated(
            conversation_id=conversation.id,
            actor=by(actor),
            at=moment,
            inbox_id=inbox_id,
            channel=channel,
            customer=customer,
        )
    )
    return await _fresh(tx, conversation), True


async def _insert_if_none_is_open(tx: Tx, conversation: Conversation) -> bool:
    text, values = insertion(conversation)
    return await tx.execute(f"{text} ON CONFLICT DO NOTHING", *values) == 1


async def _customer(tx: Tx, customer_id: CustomerId) -> CustomerSummary:
    rows = await tx.records(
        "SELECT id, name, email, is_verified FROM customers WHERE tenant_id = $1 AND id = $2 AND blocked_at IS NULL",
        tx.tenant_id,
        customer_id,
    )
    if not rows:
        raise ConversationNotFound
    return CustomerSummary.model_validate(dict(rows[0]))


async def _fresh(tx: Tx, conversation: Conversation) -> Conversation:
    found = await open_of(tx, conversation.customer_id, conversation.inbox_id)
    return found or conversation
