"""Metrics of the bot."""

from prometheus_client import Counter, Histogram

BOT_TURNS = Counter("bot_turns_total", "What the bot did with customers' messages", ["kind", "detail"])
BOT_SECONDS = Histogram(
    "bot_answer_seconds",
    "From the start of the job to the committed answer",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15),
)
