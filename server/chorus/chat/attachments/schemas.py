"""Files on the wire."""

from chorus.chat.attachments.table import Attachment
from chorus.protocol.events.message import AttachmentRead


def attachment_read(attachment: Attachment) -> AttachmentRead:
    """Build the response for a file."""
    return AttachmentRead(
        id=attachment.id,
        name=attachment.name,
        media_type=attachment.media_type,
        size_bytes=attachment.size_bytes,
    )
