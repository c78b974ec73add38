"""`chorus kb rebuild`: the search index, made again from PostgreSQL by the worker.

Not here: a Chroma directory belongs to one process, and in that the worker runs.
"""

from chorus.cli.standalone_database import database_alone
from chorus.knowledge.embedding.embedder import EmbedderUnavailable
from chorus.knowledge.index import open_knowledge
from chorus.knowledge.rebuild import ask_for_rebuild
from chorus.processes.settings import Settings


async def rebuild(settings: Settings) -> int:
    """Enqueue an index rebuild for every tenant.

    Return their number.

    Raises:
        EmbedderUnavailable: If the extra `kb` is not installed.
    """
    knowledge = open_knowledge(settings.data_dir, chroma_url=settings.chroma_url)
    await knowledge.close()
    if knowledge.method == "words":
        raise EmbedderUnavailable
    async with database_alone(settings) as database:
        return await ask_for_rebuild(database)
