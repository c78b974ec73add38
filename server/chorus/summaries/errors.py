"""Refusals about briefs."""

from chorus.core.errors import ConflictError, NotFoundError


class BriefNotFound(NotFoundError):
    """None was made yet."""

    code = "brief.not_found"
    message = "There is no brief of this conversation yet."


class NothingToBrief(ConflictError):
    """The customer has not said anything."""

    code = "brief.nothing_said"
    message = "The customer has not said anything yet, so there is nothing to sum up."
