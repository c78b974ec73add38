"""`chorus kb rebuild`: the search index, made again from PostgreSQL."""

from chorus.bot.knowledge import open_knowledge
from chorus.bot.rebuild import rebuild as rebuild_index
from chorus.processes.alone import database_alone
from chorus.processes.settings import Settings


async def rebuild(settings: Settings) -> int:
    """Rebuild the index of every tenant; how many passages it has."""
    knowledge = open_knowledge(settings.data_dir, chroma_url=settings.chroma_url)
    try:
        async with database_alone(settings) as database:
            return await rebuild_index(database, knowledge)
    finally:
        await knowledge.close()
