"""The rate limit of messages over HTTP: per minute as many as a socket's rate allows."""

from chorus.chat.limits import MESSAGES_BY_AGENT, MESSAGES_BY_CUSTOMER
from chorus.core.actor import Actor
from chorus.stores.counters.limits import Limits


async def require_pace(limits: Limits, actor: Actor) -> None:
    """Count a message or note, over all conversations together; raises `TooManyRequestsError`."""
    await limits.hit(MESSAGES_BY_CUSTOMER if actor.is_customer else MESSAGES_BY_AGENT, str(actor.id))
