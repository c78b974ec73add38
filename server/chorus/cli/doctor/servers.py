"""Checks that ask PostgreSQL and Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import asyncpg
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError

from chorus.cli.doctor.consumers import check_consumers
from chorus.cli.doctor.finding import Finding, Verdict, fail, ok, warn
from chorus.core.clock import now
from chorus.core.exit_codes import ExitCode
from chorus.processes.settings import Settings
from chorus.stores.postgres import schema_version
from chorus.stores.redis.cluster import is_cluster, open_cluster, require_whole

OLDEST_POSTGRES = 16
CLOCK_WARNS, CLOCK_FAILS = timedelta(seconds=1), timedelta(seconds=15)
TIMEOUT_SECONDS = 3.0
TENANTS_LOOKED_AT = 1_000

# How a role could see what it must not: as superuser, past row-level security, or by owning a table.
ROLE = """
SELECT rolname, rolsuper, rolbypassrls,
       EXISTS (SELECT FROM pg_class WHERE relowner = r.oid AND relnamespace = 'public'::regnamespace) AS owns
FROM pg_roles r WHERE rolname = current_user
"""

FAILED_JOBS = "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY 1 ORDER BY 2 DESC, 1"

# As the worker counts: its heart beats every 10 s.
WORK = """
SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds') AS is_done,
       (SELECT count(*) FROM procrastinate_jobs
        WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()) AS due
"""


async def check_database(settings: Settings) -> AsyncIterator[Finding]:
    """Check that PostgreSQL is reachable, recent, with a suitable role, clock and schema."""
    try:
        connection = await asyncpg.connect(settings.database_url, timeout=TIMEOUT_SECONDS)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = str(error) or type(error).__name__
        yield fail("database", f"{reason}.", "Start PostgreSQL, or correct CHORUS_DATABASE_URL.", ExitCode.UNREACHABLE)
        return
    try:
        yield _version(connection)
        yield await _role(connection)
        yield await _clock(connection)
    finally:
        await connection.close()
    schema = await _schema(settings.database_url)
    yield schema
    if schema.verdict is Verdict.OK:
        yield await _origins(settings.database_url)
        yield await _jobs(settings.database_url)
        async for finding in _work(settings.database_url):
            yield finding
        async for finding in check_consumers(settings):
            yield finding


def _version(connection: asyncpg.Connection) -> Finding:
    version = connection.get_server_version()
    # asyncpg keeps the second number of PostgreSQL 10 and newer in `micro`.
    text = f"PostgreSQL {version.major}.{version.micro}"
    if version.major < OLDEST_POSTGRES:
        return fail("database", f"{text} is too old.", f"Use PostgreSQL {OLDEST_POSTGRES} or newer.", ExitCode.VERSION)
    return ok("database", text)


async def _role(connection: asyncpg.Connection) -> Finding:
    role = await connection.fetchrow(ROLE)
    if role is None:
        return fail("role", "unknown.", "Correct CHORUS_DATABASE_URL.", ExitCode.CONFIG)
    faults = [
        word
        for word, is_so in (
            ("is a superuser", role["rolsuper"]),
            ("bypasses row-level security", role["rolbypassrls"]),
            ("owns tables", role["owns"]),
        )
        if is_so
    ]
    if faults:
        remedy = "Use a separate role in CHORUS_DATABASE_URL: NOSUPERUSER, NOBYPASSRLS, owning nothing."
        text = f"{role['rolname']} {' and '.join(faults)}: tenants are not isolated."
        return fail("role", text, remedy, ExitCode.CONFIG)
    return ok("role", f"{role['rolname']} owns nothing and cannot bypass row-level security")


async def _clock(connection: asyncpg.Connection) -> Finding:
    before = now()
    theirs = await connection.fetchval("SELECT clock_timestamp()")
    apart = abs(theirs - (before + (now() - before) / 2))
    text = f"{apart.total_seconds():.3f} s off from the database's clock"
    remedy = "Synchronise both machines by NTP."
    if apart > CLOCK_FAILS:
        return fail("clock", text, remedy, ExitCode.FAILURE)
    return warn("clock", text, remedy) if apart > CLOCK_WARNS else ok("clock", text)


async def _schema(url: str) -> Finding:
    if await asyncio.to_thread(schema_version.pending, url):
        return fail("schema", "older than this version.", "Run `chorus migrate`.", ExitCode.VERSION)
    if not await asyncio.to_thread(schema_version.is_current, url):
        return fail("schema", "newer than this version.", "Start that version of Chorus.", ExitCode.VERSION)
    return ok("schema", "up to date")


async def _origins(url: str) -> Finding:
    """Check that every web inbox has an allowed site; without one it cannot be shown."""
    connection = await asyncpg.connect(url, timeout=TIMEOUT_SECONDS)
    try:
        tenants = [
            row[0] for row in await connection.fetch("SELECT * FROM lookup_tenants() LIMIT $1", TENANTS_LOOKED_AT)
        ]
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.tenants', $1::uuid[]::text, true)", tenants)
            closed = await connection.fetch(
                "SELECT name FROM inboxes WHERE channel = 'web' AND is_enabled AND allowed_origins = '{}'"
            )
    finally:
        await connection.close()
    if closed:
        names = ", ".join(row["name"] for row in closed[:5])
        text = f"{len(closed)} web inboxes have no allowed site: {names}."
        return warn("origins", text, "Add their sites in the console under Inboxes.")
    return ok("origins", "every web inbox has an allowed site")


async def _jobs(url: str) -> Finding:
    """Check for failed jobs."""
    connection = await asyncpg.connect(url, timeout=TIMEOUT_SECONDS)
    try:
        failed = await connection.fetch(FAILED_JOBS)
    finally:
        await connection.close()
    if not failed:
        return ok("jobs", "no failed jobs")
    names = ", ".join(f"{row['count']} {row['task_name']}" for row in failed[:5])
    remedy = "Run `chorus jobs list` to see them and `chorus jobs retry` to retry them."
    return warn("jobs", f"{sum(row['count'] for row in failed)} failed: {names}.", remedy)


async def _work(url: str) -> AsyncIterator[Finding]:
    """Check for due jobs without a worker. Without jobs, report nothing."""
    connection = await asyncpg.connect(url, timeout=TIMEOUT_SECONDS)
    try:
        [found] = await connection.fetch(WORK)
    finally:
        await connection.close()
    if found["due"] and not found["is_done"]:
        remedy = "Start `chorus worker`. If it is running, its log says why it stopped (`worker.stopped`)."
        yield warn("worker", f"no worker has reported for 30 s, and {found['due']} jobs are due.", remedy)


async def check_redis(settings: Settings) -> AsyncIterator[Finding]:
    """Check that Redis answers."""
    try:
        url = settings.redis_url
        open_client: Callable[..., Any] = open_cluster if is_cluster(url) else Redis.from_url
        redis = open_client(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
    except ValueError as error:
        yield fail("redis", f"{error}.", "Correct CHORUS_REDIS_URL.", ExitCode.CONFIG)
        return
    try:
        if is_cluster(url):
            await require_whole(redis)
            facts = await redis.info("server", target_nodes=redis.get_default_node())
        else:
            facts = await redis.info("server")
    except (OSError, RedisError, RedisClusterException) as error:
        remedy = "Start Redis or Valkey, or correct CHORUS_REDIS_URL. Until then presence and limits are approximate."
        yield fail("redis", f"{error}.", remedy, ExitCode.UNREACHABLE)
    else:
        name = "Valkey" if "valkey_version" in facts else "Redis"
        yield ok("redis", f"{name} {facts.get('valkey_version', facts['redis_version'])}")
    finally:
        await redis.aclose()
