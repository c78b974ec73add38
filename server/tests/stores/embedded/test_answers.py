"""A server that takes a connection and then says nothing has not answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from chorus.stores.embedded import postgres_server, valkey_server
from chorus.stores.embedded.postgres_server import SOCKET_NAME, PostgresSocket


@asynccontextmanager
async def mute(path: Path) -> AsyncIterator[None]:
    """Listens, and says nothing until the other side goes."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()

    async with await asyncio.start_unix_server(listen, str(path)):
        yield


async def test_a_mute_valkey_has_not_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey_server, "ANSWER_SECONDS", 0.05)
    async with mute(tmp_path / "v"):
        assert not await valkey_server._answers(tmp_path / "v")
    assert not await valkey_server._answers(tmp_path / "v")


async def test_a_mute_postgresql_has_not_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_server, "ANSWER_SECONDS", 0.05)
    async with mute(tmp_path / SOCKET_NAME):
        assert not await postgres_server._answers(PostgresSocket(tmp_path).admin_url)
