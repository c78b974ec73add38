"""What wakes consumers: PostgreSQL's notifications, and a writer that sends them."""

from collections.abc import AsyncIterator

import pytest

from chorus.chat.messages.append import MessageWriter
from chorus.core.ids import TenantId
from chorus.stores import embedded
from chorus.stores.event_log.notifications import LogListener, LogNotifier
from chorus.stores.event_log.subscriptions import LoggedEvent
from chorus.stores.postgres.database import Database


@pytest.fixture
async def growth(postgres: embedded.Postgres) -> AsyncIterator[LogListener]:
    """PostgreSQL's notifications."""
    growth = LogListener(postgres.app_url)
    yield growth
    await growth.stop()


@pytest.fixture
async def writer(database: Database) -> AsyncIterator[MessageWriter]:
    """A running batch writer that tells of what it wrote."""
    teller = LogNotifier(database.pool)
    writer = MessageWriter(database, grown=teller.grown)
    writer.start()
    yield writer
    await writer.stop()
    await teller.stop()


class Seen:
    """What a handler was given, of one tenant: the log belongs to all tests."""

    def __init__(self, tenant_id: TenantId) -> None:
        self.tenant_id = tenant_id
        self.events: list[LoggedEvent] = []

    async def __call__(self, _deps: object, event: LoggedEvent) -> None:
        """Keep it."""
        if event.tenant_id == self.tenant_id:
            self.events.append(event)

    @property
    def types(self) -> list[str]:
        """In the order of handling."""
        return [event.type for event in self.events]


@pytest.fixture
def seen(acme: TenantId) -> Seen:
    """A handler that keeps what it is given."""
    return Seen(acme)
