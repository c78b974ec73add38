"""Synchronises the bus's subscriptions with the topics that this process needs, in batches."""

import asyncio
from collections.abc import Callable

import structlog

from chorus.core.tasks import end
from chorus.protocol.topics import Topic
from chorus.stores.bus.port import Bus

log = structlog.get_logger(__name__)

Then = Callable[[], None]


class Following:
    """Wants change at once; one task carries them to the bus, all that gathered meanwhile in one call."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._wanted: set[Topic] = set()
        self._followed: set[Topic] = set()
        self._changed: set[Topic] = set()
        self._waiting: dict[Topic, list[Then]] = {}
        self._task: asyncio.Task[None] | None = None

    def want(self, topic: Topic, then: Then) -> None:
        """Follow it, and call `then` once that is so."""
        self._wanted.add(topic)
        if topic in self._followed and topic not in self._changed:
            then()
            return
        self._waiting.setdefault(topic, []).append(then)
        self._change(topic)

    def drop(self, topic: Topic) -> None:
        """Follow it no longer."""
        self._wanted.discard(topic)
        self._waiting.pop(topic, None)
        self._change(topic)

    async def stop(self) -> None:
        """Carry nothing more."""
        await end(self._task)

    def _change(self, topic: Topic) -> None:
        self._changed.add(topic)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._carry())

    async def _carry(self) -> None:
        while self._changed:
            changed, self._changed = self._changed, set()
            follow = [topic for topic in changed if topic in self._wanted and topic not in self._followed]
            unfollow = [topic for topic in changed if topic not in self._wanted and topic in self._followed]
            self._followed.difference_update(unfollow)
            try:
                if unfollow:
                    await self._bus.unfollow(unfollow)
                if follow:
                    await self._bus.follow(follow)
            except Exception:
                # The bus keeps what it was asked for and comes back to it; the catch-up reader covers the time between.
                log.exception("follow.failed", topics=len(follow))
            self._followed.update(follow)
            for topic in changed:
                if topic in self._followed and topic not in self._changed:
                    self._tell(topic)

    def _tell(self, topic: Topic) -> None:
        for then in self._waiting.pop(topic, ()):
            try:
                then()
            except Exception:
                log.exception("follow.then_failed")
