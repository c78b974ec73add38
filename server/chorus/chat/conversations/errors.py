"""Refusals about conversations."""

from chorus.core.errors import ConflictError, ForbiddenError, NotFoundError


class ConversationNotFound(NotFoundError):
    """There is none, or it is somebody else's."""

    code = "conversation.not_found"
    message = "Conversation not found."


class ConversationClosedAlready(ConflictError):
    """The conversation is closed."""

    code = "conversation.closed"
    message = "This conversation is closed. Start a new one or reopen it."


class ConversationStillOpen(ConflictError):
    """The request needs a closed conversation."""

    code = "conversation.still_open"
    message = "This conversation is still open."


class NotAssignedToYou(ForbiddenError):
    """Another agent, or nobody, has it."""

    code = "conversation.not_assigned"
    message = "This conversation is not assigned to you. Accept it first."


class OnlyPeople(ForbiddenError):
    """An API key was used where somebody has to answer for it."""

    code = "conversation.only_people"
    message = "Only a person can take a conversation, not an API key."


class AnotherIsOpen(ConflictError):
    """The customer has another open thread in the inbox."""

    code = "conversation.another_open"
    message = "This customer already has another open conversation."


class AlreadyRated(ConflictError):
    """A conversation is rated once."""

    code = "conversation.already_rated"
    message = "This conversation has already been rated."


class RatingOver(ConflictError):
    """The conversation ended too long ago to be rated."""

    code = "conversation.rating_over"
    message = "This conversation ended too long ago to be rated."


class LabelUnknown(NotFoundError):
    """A label that the tenant has not defined."""

    code = "conversation.label_unknown"
    message = "There is no label with this name. Create it first."
