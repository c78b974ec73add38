"""Refusals about canned replies."""

from chorus.core.errors import ConflictError, NotFoundError


class CannedReplyNotFound(NotFoundError):
    """There is none, or it is another tenant's."""

    code = "canned_reply.not_found"
    message = "Canned reply not found."


class ShortcutTaken(ConflictError):
    """Shortcuts are unique within a tenant."""

    code = "canned_reply.shortcut_taken"
    message = "Another canned reply already uses this shortcut."
