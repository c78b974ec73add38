"""The number of statements that PostgreSQL executes (pg_stat_statements)."""

from collections import Counter
from pathlib import Path

import asyncpg

from chorus.stores import embedded
from load.stack.stack import Stack

EXTENSION = "pg_stat_statements"
COUNT = "SELECT query, sum(calls)::bigint AS calls FROM pg_stat_statements GROUP BY query"


async def prepare(disk: Path) -> None:
    """Create a cluster that counts statements other than BEGIN and COMMIT; `running(disk=…)` then uses it."""
    async with embedded.postgres(disk) as postgres:
        connection = await asyncpg.connect(postgres.admin_url)
        try:
            await connection.execute(f"ALTER SYSTEM SET shared_preload_libraries = '{EXTENSION}'")
            await connection.execute(f"ALTER SYSTEM SET {EXTENSION}.track_utility = off")
        finally:
            await connection.close()


async def statements(stack: Stack) -> Counter[str]:
    """Return the executions so far, by text."""
    connection = await asyncpg.connect(stack.postgres.admin_url)
    try:
        await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
        rows = await connection.fetch(COUNT)
    finally:
        await connection.close()
    return Counter({row["query"]: row["calls"] for row in rows if EXTENSION not in row["query"]})
