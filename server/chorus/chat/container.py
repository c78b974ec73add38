"""Conversations with their messages, customers and inboxes."""

from chorus.core.container import Container

CONTAINER = Container(
    "chat",
    routers=(
        "chorus.chat.customers.widget_routes:router",
        "chorus.chat.routes:router",
        "chorus.chat.messages.routes:router",
        "chorus.chat.log.routes:router",
        "chorus.chat.attachments.routes:router",
        "chorus.chat.search.routes:router",
        "chorus.chat.customers.routes:router",
        "chorus.chat.inboxes.routes:router",
        "chorus.chat.canned_replies.routes:router",
        "chorus.chat.labels.routes:router",
    ),
    tasks=("chorus.chat.labels.jobs:TASKS",),
    timers=("chorus.chat.attachments.jobs:PERIODIC",),
    limits=("chorus.chat.limits:LIMITS",),
    subscriptions=("chorus.chat.consume:SUBSCRIPTIONS",),
)
