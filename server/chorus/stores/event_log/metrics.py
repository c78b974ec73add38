"""What consumers do, in Prometheus' form. Lag is the same in every worker: take the greatest, not the sum."""

from prometheus_client import Counter, Gauge

consumed_events_total = Counter("consumed_events_total", "Events handled by a consumer of the log", ["consumer"])
failed_events_total = Counter("failed_events_total", "Failed attempts to handle an event", ["consumer"])
parked_events_total = Counter("parked_events_total", "Events parked after the last attempt", ["consumer"])
parked_events = Gauge("event_consumer_parked_events", "Parked events that wait for somebody to look", ["consumer"])
lag_events = Gauge(
    "event_consumer_lag_events", "Events that a consumer has not passed yet, 10,000 at most", ["consumer"]
)
lag_seconds = Gauge(
    "event_consumer_lag_seconds", "Age of the oldest event that a consumer has not passed", ["consumer"]
)
