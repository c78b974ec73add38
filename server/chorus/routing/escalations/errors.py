"""Refusals about escalations."""

from chorus.core.errors import ConflictError, InvalidError


class AlreadyEscalated(ConflictError):
    """The conversation is already waiting."""

    code = "conversation.already_escalated"
    message = "This conversation is already waiting for an agent."


class AlreadyWithHuman(ConflictError):
    """A human has it."""

    code = "conversation.already_assigned"
    message = "An agent already has this conversation."


class NotWaiting(ConflictError):
    """The conversation is not waiting."""

    code = "escalation.not_waiting"
    message = "This conversation is not waiting for an agent."


class NotOfferedToYou(ConflictError):
    """The offer went to somebody else, or is over."""

    code = "escalation.not_offered"
    message = "This conversation is not offered to you, or the offer has expired."


class TeamUnknown(InvalidError):
    """The team to wait for is none of the tenant's."""

    code = "escalation.team_unknown"
    message = "Team not found."
