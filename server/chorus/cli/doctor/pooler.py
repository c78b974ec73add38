"""Check whether a pooler between Chorus and PostgreSQL keeps a connection's session."""

import asyncio

import psycopg

from chorus.cli.doctor.finding import Finding, fail, ok
from chorus.core.exit_codes import ExitCode
from chorus.processes.settings import Settings
from chorus.stores.postgres.fitness import pools_transactions

REMEDY = "Set CHORUS_DATABASE_URL to PostgreSQL's own address, or to the pooler's session mode."


async def check_pooler(settings: Settings) -> Finding:
    """Check that prepared statements and LISTEN work with PostgreSQL; reports nothing while it is down."""
    try:
        is_unfit = await asyncio.to_thread(pools_transactions, settings.database_url)
    except psycopg.Error:
        return ok("pooler", "not checked")
    if is_unfit:
        return fail("pooler", "in transaction mode: prepared statements and LISTEN fail.", REMEDY, ExitCode.CONFIG)
    return ok("pooler", "none, or in session mode")
