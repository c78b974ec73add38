"""Which human gets a conversation."""

from chorus.core.container import Container

CONTAINER = Container(
    "routing",
    routers=(
        "chorus.routing.escalations.routes:router",
        "chorus.routing.assignments.routes:router",
        "chorus.routing.assignments.disable_routes:router",
        "chorus.routing.availability.routes:router",
    ),
    tasks=("chorus.routing.jobs:TASKS",),
    timers=("chorus.routing.jobs:PERIODIC",),
    reactions=("chorus.routing.consume:REACTIONS",),
)
