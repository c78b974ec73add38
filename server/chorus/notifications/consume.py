"""Which events notifications react to: none. An answer is a message, and messages cause no jobs of their own here (the
hot path); it counts only when it stays unread for a minute, which the timer in `jobs.py` finds."""

from collections.abc import Iterable

from chorus.stores.jobs.job import Reaction

REACTIONS: dict[str, Iterable[Reaction]] = {}
