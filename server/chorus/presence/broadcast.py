"""Broadcast presence changes to colleagues, many users in one frame, at intervals.

Of 2,000 agents who come at once each would be told of each, four million frames; so a tenant is told once a tick, of so
many people and no more. What waits is overtaken by what comes after it. Customers are news in their conversation only,
to the few who follow it.
"""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from chorus.core.tasks import end
from chorus.presence.person import Person, announcement, announcement_of_users
from chorus.protocol.envelope import Envelope
from chorus.stores.bus.port import Bus

TICK_SECONDS = 1.0
USERS_MAX = 200
WAITING_MAX = 50_000


class PresenceBroadcaster:
    """The news of one process. The first after a quiet while is told at once."""

    def __init__(self, bus: Bus, *, tick_seconds: float = TICK_SECONDS) -> None:
        self._bus = bus
        self._tick_seconds = tick_seconds
        self._users: dict[UUID, dict[Person, tuple[bool, bool]]] = {}
        self._customers: dict[Person, tuple[bool, bool]] = {}
        self._until: dict[Person, float] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def add(self, people: Iterable[Person], *, is_online: bool, is_approximate: bool = False) -> None:
        """Add people who came or left."""
        for person in people:
            waiting = self._users.setdefault(person.tenant_id, {}) if person.is_user else self._customers
            waiting.pop(person, None)
            self.unlimit(person)
            if len(waiting) < WAITING_MAX:
                waiting[person] = (is_online, is_approximate)
            self._wake.set()

    def limit(self, person: Person, seconds: float) -> None:
        """Mute a person who left. Their lease covers them until another process announces the departure."""
        if person in self._waiting(person):
            self._until[person] = asyncio.get_running_loop().time() + seconds

    def unlimit(self, person: Person) -> None:
        """Unmute a person who is back."""
        self._until.pop(person, None)

    def start(self) -> None:
        """Start publishing."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop after publishing the last tick."""
        await end(self._task)
        await self.tell()

    async def tell(self) -> None:
        """Publish one tick."""
        customers, self._customers = self._customers, {}
        told = [
            announcement(person, is_online=is_online, is_approximate=is_approximate)
            for person, (is_online, is_approximate) in customers.items()
            if self._is_true(person)
        ]
        for tenant_id, waiting in tuple(self._users.items()):
            told.extend(self._of_users(tenant_id, waiting))
            if not waiting:
                del self._users[tenant_id]
        if told:
            await self._bus.publish(told)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            # The others of the same moment.
            await asyncio.sleep(0)
            await self.tell()
            if self._users:
                self._wake.set()
            await asyncio.sleep(self._tick_seconds)

    def _of_users(self, tenant_id: UUID, waiting: dict[Person, tuple[bool, bool]]) -> Iterable[Envelope]:
        by_status: dict[tuple[bool, bool], list[Person]] = {}
        for person in list(waiting)[:USERS_MAX]:
            status = waiting.pop(person)
            if self._is_true(person):
                by_status.setdefault(status, []).append(person)
        for (is_online, is_approximate), people in by_status.items():
            yield announcement_of_users(tenant_id, people, is_online=is_online, is_approximate=is_approximate)

    def _is_true(self, person: Person) -> bool:
        until = self._until.pop(person, None)
        return until is None or asyncio.get_running_loop().time() < until

    def _waiting(self, person: Person) -> dict[Person, tuple[bool, bool]]:
        return self._users.get(person.tenant_id, {}) if person.is_user else self._customers
