"""Which spans can be asked for."""

from datetime import datetime, timedelta

from chorus.llm.usage.errors import SpanRefused

SPAN_MAX = timedelta(days=400)


def require_span(since: datetime, until: datetime) -> None:
    """Check that the period has time zones, a positive length and at most the maximum.

    Raises:
        SpanRefused: If the period is empty or too long.
    """
    if since.tzinfo is None or until.tzinfo is None or not since < until or until - since > SPAN_MAX:
        raise SpanRefused
