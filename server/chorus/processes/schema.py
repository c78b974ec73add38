"""No process works on a database that does not fit: better one sentence at the start than errors later."""

import asyncio

from chorus.processes.exits import CommandError, ExitCode
from chorus.processes.settings import Settings
from chorus.stores import fitness, schema_version


async def require_migrated(settings: Settings) -> None:
    """Refuse a database on which this version cannot work.

    Raises `CommandError` when migrations are missing, and what `fitness.require_fit` does.
    """
    if await asyncio.to_thread(schema_version.pending, settings.database_url):
        raise CommandError(ExitCode.VERSION, "The database lacks migrations of this version. Run `chorus migrate`.")
    await asyncio.to_thread(fitness.require_fit, settings.database_url)
