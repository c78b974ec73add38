"""Refusals about briefs."""

from chorus.core.errors import ConflictError, NotFoundError


class BriefNotFound(NotFoundError):
    """None was made yet."""

    code = "brief.not_found"
    message = "This conversation has no brief yet."


class NothingToBrief(ConflictError):
    """The customer has not said anything."""

    code = "brief.nothing_said"
    message = "The customer has not written anything yet."
