"""Prometheus metrics of the chat service."""

from prometheus_client import Counter, Histogram

from chorus.protocol.events.event import Event

ESCALATED = "conversation.escalated"

events_total = Counter("events_total", "Durable events, by type", ["type"])
escalations_total = Counter("escalations_total", "Conversations handed to a human, by reason", ["reason"])
messages_total = Counter("messages_total", "Messages and notes committed by the batch writer, by role", ["role"])
append_seconds = Histogram(
    "append_seconds",
    "One commit of the batch writer",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
append_rows = Histogram("append_rows", "Messages in one commit", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256))


def observe(event: Event) -> None:
    """Count an event that is committed."""
    events_total.labels(event.type).inc()
    if event.type == ESCALATED:
        escalations_total.labels(str(event.model_dump()["reason"])).inc()
