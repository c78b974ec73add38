"""Tenants, users, teams, log-ins and API keys."""

from chorus.core.container import Container

CONTAINER = Container(
    "identity",
    routers=(
        "chorus.identity.routes:router",
        "chorus.identity.api_key_routes:router",
        "chorus.identity.users.routes:router",
        "chorus.identity.teams.routes:router",
        "chorus.identity.tenants.routes:router",
    ),
    timers=("chorus.identity.jobs:PERIODIC",),
    limits=("chorus.identity.settings:LIMITS",),
)
