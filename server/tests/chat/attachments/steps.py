"""What people do with files, for the tests."""

from uuid import UUID

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.core.actor import Actor
from chorus.core.ids import MessageId, new_id
from tests.app import App


def path_of(conversation: Conversation) -> str:
    """Where files of a conversation go."""
    return f"/v1/conversations/{conversation.id}/attachments"


async def upload(
    app: App, actor: Actor, conversation: Conversation, content: bytes = b"hello", name: str = "a.txt"
) -> str:
    """Upload; the id."""
    answer = await app.post(path_of(conversation), actor, files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def send(
    writer: MessageWriter, actor: Actor, conversation: Conversation, *ids: str, as_note: bool = False
) -> None:
    """Send files with a message, or hang them on a note."""
    await say(
        writer,
        actor,
        conversation.id,
        message_id=MessageId(new_id()),
        content="see this",
        message_type="note" if as_note else "text",
        attachment_ids=[UUID(found) for found in ids],
    )
