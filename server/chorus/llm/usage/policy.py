"""Which spans can be asked for."""

from datetime import datetime, timedelta

from chorus.llm.usage.errors import SpanRefused

SPAN_MAX = timedelta(days=400)


def require_span(since: datetime, until: datetime) -> None:
    """Forwards, with zones, and not without bound."""
    if since.tzinfo is None or until.tzinfo is None or not since < until or until - since > SPAN_MAX:
        raise SpanRefused
