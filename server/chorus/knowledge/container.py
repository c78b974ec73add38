"""The knowledge base."""

from chorus.core.container import Container

CONTAINER = Container(
    "knowledge",
    routers=("chorus.knowledge.documents.routes:router",),
    tasks=("chorus.knowledge.jobs:TASKS",),
)
