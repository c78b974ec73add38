"""Which events the bot reacts to: none. Its jobs are enqueued by what causes them, a message or a document."""

from collections.abc import Iterable

from chorus.stores.jobs.job import Reaction

REACTIONS: dict[str, Iterable[Reaction]] = {}
