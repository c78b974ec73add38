"""The database for a command that runs alone: nobody listens, and nobody reacts to what it records."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from chorus.processes.settings import Settings
from chorus.protocol.envelope import Envelope
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect


@asynccontextmanager
async def database_alone(settings: Settings) -> AsyncIterator[Database]:
    """Open as long as the context."""
    database = Database(await connect(settings.database_url, size=2), Reactions(), _to_nobody)
    try:
        yield database
    finally:
        await database.close()


async def _to_nobody(_envelopes: Sequence[Envelope]) -> None:
    """Publish to nobody; connected clients find it in the log."""
