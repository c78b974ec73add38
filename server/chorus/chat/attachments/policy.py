"""Who may upload where."""

from chorus.chat.attachments.errors import AttachmentStorageFull, TooManyUnsent
from chorus.chat.conversations.policy import require_open
from chorus.chat.conversations.table import Conversation

UNSENT_MAX = 20


def require_room(conversation: Conversation, unsent: int) -> None:
    """The conversation goes on, and what was uploaded before gets sent."""
    require_open(conversation)
    if unsent >= UNSENT_MAX:
        raise TooManyUnsent


def require_space(bytes_stored: int, bytes_max: int) -> None:
    """The tenant's files fit into the space that it has."""
    if bytes_stored > bytes_max:
        raise AttachmentStorageFull(maxBytes=bytes_max)
