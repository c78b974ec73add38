"""Briefs for the humans who take over."""

from chorus.core.container import Container

CONTAINER = Container(
    "summaries",
    routers=("chorus.summaries.routes:router",),
    tasks=("chorus.summaries.jobs:TASKS",),
    subscriptions=("chorus.summaries.consume:SUBSCRIPTIONS",),
)
