"""How many statements PostgreSQL runs, by its own count (pg_stat_statements)."""

from collections import Counter
from pathlib import Path

import asyncpg

from chorus.stores import embedded
from load.stack import Stack

EXTENSION = "pg_stat_statements"
COUNT = "SELECT query, sum(calls)::bigint AS calls FROM pg_stat_statements GROUP BY query"


async def prepare(disk: Path) -> None:
    """Make a cluster that counts; `running(disk=…)` then uses it. BEGIN and COMMIT are not counted."""
    async with embedded.postgres(disk) as postgres:
        connection = await asyncpg.connect(postgres.admin_url)
        try:
            await connection.execute(f"ALTER SYSTEM SET shared_preload_libraries = '{EXTENSION}'")
            await connection.execute(f"ALTER SYSTEM SET {EXTENSION}.track_utility = off")
        finally:
            await connection.close()


async def statements(stack: Stack) -> Counter[str]:
    """Executions so far, by text."""
    connection = await asyncpg.connect(stack.postgres.admin_url)
    try:
        await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
        rows = await connection.fetch(COUNT)
    finally:
        await connection.close()
    return Counter({row["query"]: row["calls"] for row in rows if EXTENSION not in row["query"]})
