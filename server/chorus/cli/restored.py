"""Detect a restored database: `chorus restore-check`, and copied data directories of `chorus up`."""

import asyncpg

from chorus.cli.output import table
from chorus.core.errors import UnavailableError
from chorus.processes.settings import Settings
from chorus.stores.event_log.state import Mark, RedisMark, change, fault_of, look, settle_place
from chorus.stores.redis.client import Redis

REASONS = {
    "new": "the log was created",
    "dump": "a dump was restored",
    "moved": "another server or a point-in-time recovery",
    "went_back": "the log was shorter than before",
    "copied": "the files were copied",
    "command": "`chorus restore-check --new-epoch`",
}
IN_RECOVERY = "PostgreSQL is in recovery. Wait until it is promoted, then check again."


async def settle_files(settings: Settings) -> None:
    """Detect that the whole data directory was copied back from a backup, which nothing outside it remembers.

    A copy has files of its own: another number on the disk, or another time of their last change.
    """
    found = (settings.data_dir / "postgres" / "PG_VERSION").stat()
    connection = await asyncpg.connect(settings.database_url)
    try:
        await settle_place(connection, f"{found.st_ino}.{found.st_ctime_ns}")
    finally:
        await connection.close()


async def restore_check(settings: Settings, *, new_epoch: bool) -> str:
    """Compare the log with what is remembered of it, begin a new epoch where it went back or is asked for, and report.

    Raises `UnavailableError` while PostgreSQL is away or in recovery.

    Raises:
        UnavailableError: If the server does not answer.
    """
    mark = await _mark(settings)
    try:
        connection = await asyncpg.connect(settings.database_url, timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise UnavailableError(f"PostgreSQL is unreachable: {error}", part="database") from error
    try:
        state = await look(connection)
        if state is None:
            raise UnavailableError(IN_RECOVERY, part="database")
        fault = "command" if new_epoch else fault_of(state, mark)
        before = state.epoch
        if fault is not None:
            state = await change(connection, state, fault, at_least=mark.generation if mark else 0)
    finally:
        await connection.close()
    said = "No restore detected. Nothing to do."
    if fault:
        said = f"Started a new epoch (previously {before}). Every client will fetch its state again."
    shown = table(
        [
            ("epoch", state.epoch),
            ("since", f"{state.changed_at:%Y-%m-%d %H:%M} UTC: {REASONS.get(state.reason, state.reason)}"),
            ("remembered", "nothing (Redis has no mark)" if mark is None else f"epoch {mark.epoch}"),
        ]
    )
    return f"{shown}\n{said}"


async def _mark(settings: Settings) -> Mark | None:
    redis = Redis(settings.redis_url, timeout_seconds=settings.redis_timeout_seconds)
    try:
        return await RedisMark(redis).read()
    finally:
        await redis.close()
