"""Refusals about messages."""

from chorus.core.errors import ConflictError, InvalidError, NotFoundError


class MessageNotFound(NotFoundError):
    """There is none, or it is in somebody else's conversation."""

    code = "message.not_found"
    message = "Message not found."


class MessageIdTaken(ConflictError):
    """The id stands in another conversation or belongs to another author."""

    code = "message.id_taken"
    message = "This message id is already in use. Create a new UUIDv7 for each message."


class MessageEmpty(InvalidError):
    """Neither text nor a file."""

    code = "message.empty"
    message = "A message needs text or a file."


class AttachmentMissing(InvalidError):
    """An attachment is not there, not yours, or was sent already."""

    code = "message.attachment_missing"
    message = "A file of this message is missing or was already sent. Upload it again."


class FloorLost(ConflictError):
    """The floor changed while the reply was generated; the reply is not sent."""

    code = "floor.lost"
    message = "The floor has changed, so this reply was not sent."
