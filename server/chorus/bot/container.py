"""The machine that answers first."""

from chorus.core.container import Container

CONTAINER = Container(
    "bot",
    routers=("chorus.bot.routes:router",),
    tasks=("chorus.bot.jobs:TASKS",),
    message_jobs=("chorus.bot.consume:MESSAGE_JOBS",),
)
