"""No process works on a schema that lacks what it needs: better one sentence at the start than errors later."""

import asyncio

from chorus.processes.exits import CommandError, ExitCode
from chorus.processes.settings import Settings
from chorus.stores import schema_version


async def require_migrated(settings: Settings) -> None:
    """Raises `CommandError` when migrations are missing."""
    if await asyncio.to_thread(schema_version.pending, settings.database_url):
        raise CommandError(ExitCode.VERSION, "The database lacks migrations of this version. Run `chorus migrate`.")
