"""Language models, and what they cost."""

from chorus.core.container import Container

CONTAINER = Container(
    "llm",
    routers=("chorus.llm.usage.routes:router",),
)
