"""Permissions and limits of uploads."""

from chorus.chat.attachments.errors import AttachmentStorageFull, TooManyUnsent
from chorus.chat.conversations.policy import require_open
from chorus.chat.conversations.table import Conversation

UNSENT_MAX = 20


def require_room(conversation: Conversation, unsent: int) -> None:
    """Check that the conversation is open and has not too many unsent files.

    Raises:
        TooManyUnsent: If too many files were uploaded and not sent.
    """
    require_open(conversation)
    if unsent >= UNSENT_MAX:
        raise TooManyUnsent


def require_space(bytes_stored: int, bytes_max: int) -> None:
    """Check that the tenant's quota has room for the file.

    Raises:
        AttachmentStorageFull: If the tenant's storage limit is reached.
    """
    if bytes_stored > bytes_max:
        raise AttachmentStorageFull(maxBytes=bytes_max)
