"""What is published of a message is what the log will give for it."""

import pytest

from chorus.chat.messages.announce import message_fields
from chorus.chat.messages.new_message import Appended, NewMessage
from chorus.core.actor import ActorKind
from chorus.core.clock import now
from chorus.core.ids import ConversationId, MessageId, TenantId, new_id
from chorus.protocol.envelope import event_fields
from chorus.protocol.events.event import ActorRead
from chorus.protocol.events.message import (
    AttachmentRead,
    MessageRead,
    MessageRole,
    MessageSent,
    MessageType,
    NoteAdded,
    SourceRead,
)

FILE = AttachmentRead(id=new_id(), name='a "b".png', media_type="image/png", size_bytes=3)
SOURCE = SourceRead(document_id=new_id(), title="Shipping", quote="Within 3 days – free.")


@pytest.mark.parametrize("message_type", ["text", "attachment", "note"])
@pytest.mark.parametrize("role", ["customer", "agent", "bot"])
@pytest.mark.parametrize("content", ["Hello", '\u2028 <b>é</b> \\ "quoted" \n\t \x7f 😀', ""])
def test_it_is_the_same_event_byte_by_byte(message_type: str, role: str, content: str) -> None:
    at, sources = now(), [SOURCE] if role == "bot" else []
    files = [FILE] if message_type == "attachment" else []
    message = NewMessage(
        TenantId(new_id()),
        ConversationId(new_id()),
        MessageId(new_id()),
        role,
        new_id(),
        "Ada Ünal",
        content,
        message_type,
        sources=[source.model_dump(mode="json", by_alias=True) for source in sources],
    )
    event_class = NoteAdded if message_type == "note" else MessageSent
    expected = event_class(
        conversation_id=message.conversation_id,
        actor=ActorRead(kind=ActorKind(role), id=message.author_id, name=message.author_name),
        at=at,
        message=MessageRead(
            id=message.id,
            role=MessageRole(role),
            message_type=MessageType(message_type),
            author_id=message.author_id,
            author_name=message.author_name,
            content=content,
            attachments=files,
            sources=sources,
            created_at=at,
        ),
    )

    found = message_fields(
        message, Appended(2, 2, at, is_new=True), [file.model_dump(mode="json", by_alias=True) for file in files]
    )

    assert found == event_fields(expected)
