"""Refusals about usage."""

from chorus.core.errors import InvalidError


class SpanRefused(InvalidError):
    """The end before the beginning, or too much at once."""

    code = "usage.bad_span"
    message = "The period must start before it ends and be at most 400 days long."
