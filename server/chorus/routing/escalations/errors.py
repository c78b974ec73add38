"""Refusals about escalations."""

from chorus.core.errors import ConflictError, InvalidError


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


class TeamUnknown(InvalidError):
    """The team to wait for is none of the tenant's."""

    code = "escalation.team_unknown"
    message = "There is no such team."
