"""Say something: the one door to the batch writer, for sockets, REST, the bot and jobs."""

from collections.abc import Sequence
from uuid import UUID

from chorus.chat.messages.append import Appended, MessageWriter, NewMessage
from chorus.chat.messages.errors import MessageEmpty
from chorus.core.actor import Actor, bot_of
from chorus.core.errors import ForbiddenError
from chorus.core.ids import ConversationId, MessageId, TenantId, new_id
from chorus.wire.events.message import SourceRead


async def say(
    writer: MessageWriter,
    actor: Actor,
    conversation_id: ConversationId,
    *,
    message_id: MessageId,
    content: str,
    message_type: str = "text",
    attachment_ids: Sequence[UUID] = (),
    trace: str = "",
) -> Appended:
    """Append the actor's message; ends after the commit. Raises the refusals of `append.REFUSALS`."""
    if message_type == "note" and actor.is_customer:
        raise ForbiddenError
    if not content.strip() and not attachment_ids:
        raise MessageEmpty
    return await writer.submit(
        NewMessage(
            tenant_id=actor.tenant_id,
            conversation_id=conversation_id,
            id=message_id,
            role=str(actor.kind),
            author_id=actor.id,
            author_name=actor.name,
            # NUL is the one character that PostgreSQL's text cannot hold.
            content=content.replace("\x00", ""),
            message_type="attachment" if attachment_ids and message_type != "note" else message_type,
            attachment_ids=attachment_ids,
            trace=trace,
        )
    )


async def say_as_bot(
    writer: MessageWriter,
    tenant_id: TenantId,
    conversation_id: ConversationId,
    *,
    content: str,
    floor_number: int,
    sources: Sequence[SourceRead] = (),
    name: str = "Bot",
    message_id: MessageId | None = None,
) -> Appended:
    """Append the bot's reply, unless it lost the floor since `floor_number`: then `FloorLost`, and nothing is said."""
    bot = bot_of(tenant_id)
    return await writer.submit(
        NewMessage(
            tenant_id=tenant_id,
            conversation_id=conversation_id,
            id=message_id or MessageId(new_id()),
            role=str(bot.kind),
            author_id=bot.id,
            author_name=name,
            content=content,
            floor_number=floor_number,
            sources=[source.model_dump(mode="json", by_alias=True) for source in sources],
        )
    )
