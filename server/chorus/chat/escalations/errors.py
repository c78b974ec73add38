"""Refusals about escalations."""

from chorus.core.errors import ConflictError


class AlreadyEscalated(ConflictError):
    """It waits already."""

    code = "conversation.already_escalated"
    message = "This conversation already waits for a human."


class AlreadyWithHuman(ConflictError):
    """A human has it."""

    code = "conversation.already_assigned"
    message = "An agent has this conversation already."


class NotWaiting(ConflictError):
    """Nobody waits here."""

    code = "escalation.not_waiting"
    message = "This conversation does not wait for a human."


class NotOfferedToYou(ConflictError):
    """The offer went to somebody else, or is over."""

    code = "escalation.not_offered"
    message = "This conversation is not offered to you, or no longer."
