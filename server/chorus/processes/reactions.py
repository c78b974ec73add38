"""Which jobs which events cause: the tables of all containers, joined."""

from collections import defaultdict

from chorus.bot import consume as bot
from chorus.notifications import consume as notifications
from chorus.routing import consume as chat
from chorus.stores.jobs.job import Reaction, Reactions
from chorus.summaries import consume as summaries


def reactions() -> Reactions:
    """Join the reactions of all containers. Chat does not know who reacts."""
    table: dict[str, list[Reaction]] = defaultdict(list)
    for consumer in (chat, bot, summaries, notifications):
        for event_type, found in consumer.REACTIONS.items():
            table[event_type].extend(found)
    return Reactions(table)
