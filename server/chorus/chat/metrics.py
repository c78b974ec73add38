"""Prometheus metrics of the chat service."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import prometheus_client
from prometheus_client import Histogram

from chorus.stores.event_log.subscriptions import LoggedEvent

ESCALATED = "conversation.escalated"

events_total = prometheus_client.Counter("events_total", "Durable events, by type, counted by the workers", ["type"])
escalations_total = prometheus_client.Counter(
    "escalations_total", "Conversations handed to a human, by reason, counted by the workers", ["reason"]
)
messages_total = prometheus_client.Counter(
    "messages_total", "Messages and notes committed by the batch writer, by role", ["role"]
)
append_seconds = Histogram(
    "append_seconds",
    "One commit of the batch writer",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
append_rows = Histogram("append_rows", "Messages in one commit", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256))


async def count_events(_deps: Any, events: Sequence[LoggedEvent]) -> None:
    """Count events of the log. What a worker counted before it died may be counted again."""
    for event_type, count in Counter(event.type for event in events).items():
        events_total.labels(event_type).inc(count)
    for event in events:
        if event.type == ESCALATED:
            escalations_total.labels(event.payload.get("reason", "")).inc()
