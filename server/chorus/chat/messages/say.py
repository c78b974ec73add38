"""Say something: the one way to the batch writer, for sockets, REST, the bot and jobs."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.errors import MessageEmpty
from chorus.chat.messages.new_message import Appended, NewMessage
from chorus.core.actor import Actor, ActorKind, bot_of
from chorus.core.errors import ForbiddenError
from chorus.core.ids import ConversationId, MessageId, TenantId, new_id
from chorus.protocol.events.message import SourceRead


class Author(Protocol):
    """The author of a message: an `Actor`, or the `Caller` of a socket."""

    @property
    def kind(self) -> str:
        """customer, agent, bot or system."""
        ...

    @property
    def tenant_id(self) -> UUID:
        """Whose data this is."""
        ...

    @property
    def id(self) -> UUID:
        """The user's or the customer's."""
        ...

    @property
    def name(self) -> str:
        """As readers see it."""
        ...


def message_of(
    author: Author,
    conversation_id: UUID,
    *,
    message_id: UUID,
    content: str,
    message_type: str = "text",
    attachment_ids: Sequence[UUID] = (),
    trace: str = "",
) -> NewMessage:
    """Build a valid message of the author.

    Raises:
        ForbiddenError: If the actor lacks permission.
        MessageEmpty: If it has neither text nor a file.
    """
    if message_type == "note" and author.kind == ActorKind.CUSTOMER:
        raise ForbiddenError
    if not attachment_ids and not content.strip():
        raise MessageEmpty
    return NewMessage(
        TenantId(author.tenant_id),
        ConversationId(conversation_id),
        MessageId(message_id),
        str(author.kind),
        author.id,
        author.name,
        # NUL is the one character that PostgreSQL's text cannot hold.
        content.replace("\x00", ""),
        "attachment" if attachment_ids and message_type != "note" else message_type,
        attachment_ids=attachment_ids,
        trace=trace,
    )


async def say(
    writer: MessageWriter,
    actor: Actor,
    conversation_id: ConversationId,
    *,
    message_id: MessageId,
    content: str,
    message_type: str = "text",
    attachment_ids: Sequence[UUID] = (),
) -> Appended:
    """Append the actor's message; ends after the commit. Raises the refusals of `append.REFUSALS`."""
    return await writer.append(
        message_of(
            actor,
            conversation_id,
            message_id=message_id,
            content=content,
            message_type=message_type,
            attachment_ids=attachment_ids,
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
    return await writer.append(
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
