"""Metrics of the summary engine."""

from prometheus_client import Counter, Histogram

SUMMARY_LATENCY = Histogram(
    "summary_latency_ms",
    "From the start of the work to the saved brief",
    ["origin"],
    buckets=(5, 10, 25, 50, 100, 200, 300, 500, 1000, 1500, 2000, 3000, 5000),
)
SUMMARY_FALLBACKS = Counter(
    "summary_fallbacks_total", "Briefs for which the rule-made one stayed though there is a model"
)
