"""Mails to customers."""

from chorus.core.container import Container

CONTAINER = Container(
    "notifications",
    tasks=("chorus.notifications.jobs:TASKS",),
    timers=("chorus.notifications.jobs:PERIODIC",),
)
