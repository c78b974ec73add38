"""Connections to PostgreSQL, and how jsonb travels on them."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from chorus.core.errors import UnavailableError

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"


# It went, is not yet back, or is full.
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
)
Check = Callable[[Connection], Awaitable[Any]]


async def connect(url: str, *, size: int, check: Check | None = None) -> asyncpg.Pool:
    """Return a pool of at most `size` connections, each of them checked before its first use.

    .

    Raises:
        UnavailableError: If the server does not answer.
    """

    async def begin(connection: Connection) -> None:
        await _init(connection)
        if check is not None:
            await check(connection)

    try:
        return await asyncpg.create_pool(url, min_size=1, max_size=size, init=begin, reset=_reset, command_timeout=30)
    except (OSError, asyncpg.PostgresError) as error:
        raise UnavailableError(f"PostgreSQL is not reachable: {error}", part="database") from error


def is_gone(connection: Connection) -> bool:
    """Return whether the connection was lost. The pool has then taken it back, and it cannot be queried."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


async def _init(connection: Connection) -> None:
    # Binary, so that it also serves within composite types; jsonb's binary form is a version byte and the text.
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_to_jsonb, decoder=_from_jsonb, format="binary"
    )


def _to_jsonb(value: object) -> bytes:
    return b"\x01" + json.dumps(value).encode()


def _from_jsonb(data: bytes) -> object:
    found: object = json.loads(data[1:])
    return found


async def _reset(connection: Connection) -> None:
    # Everything we set is transaction-local, so a connection needs no RESET ALL, only an end to what was left open.
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")
