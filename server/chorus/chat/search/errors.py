"""Refusals of search."""

from chorus.core.errors import UnavailableError


class SearchTooBroad(UnavailableError):
    """The search exceeded its time limit."""

    code, status = "search.too_broad", 503
    message = "This search takes too long. Use a more specific term."
    retryable = False
