"""Names of the limits that the chat service hits, and the figures that stand when the settings say nothing else."""

from collections.abc import Mapping

from chorus.stores.counters.limits import Limit

STARTS_BY_ADDRESS, UPLOADS_BY_ACTOR, SEARCHES_BY_ACTOR = "starts_address", "uploads_actor", "searches_actor"
MESSAGES_BY_CUSTOMER, MESSAGES_BY_AGENT = "messages_customer", "messages_agent"
LIMITS: Mapping[str, Limit] = {
    STARTS_BY_ADDRESS: Limit(30, 60),
    UPLOADS_BY_ACTOR: Limit(60, 600),
    SEARCHES_BY_ACTOR: Limit(120, 60),
    MESSAGES_BY_CUSTOMER: Limit(80, 60),
    MESSAGES_BY_AGENT: Limit(700, 60),
}
