"""`chorus kb rebuild`: the search index, made again from PostgreSQL."""

from collections.abc import Sequence

from chorus.bot.knowledge import open_knowledge
from chorus.bot.rebuild import rebuild as rebuild_index
from chorus.processes.settings import Settings
from chorus.stores.database import Database
from chorus.stores.jobs import Reactions
from chorus.stores.pool import connect
from chorus.wire.envelope import Envelope


async def rebuild(settings: Settings) -> int:
    """Rebuild the index of every tenant; how many passages it has."""
    pool = await connect(settings.database_url, size=2)
    database = Database(pool, Reactions(), _to_nobody)
    knowledge = open_knowledge(settings.data_dir, chroma_url=settings.chroma_url)
    try:
        return await rebuild_index(database, knowledge)
    finally:
        await knowledge.close()
        await database.close()


async def _to_nobody(_envelopes: Sequence[Envelope]) -> None:
    """Nothing is recorded here."""
