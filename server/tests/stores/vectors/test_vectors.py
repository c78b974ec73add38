"""Both indexes of passages pass the same suite."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from chorus.core.ids import DocumentId, TenantId, new_id
from chorus.stores.vectors.memory import MemoryVectors
from chorus.stores.vectors.open import is_installed, open_vectors
from chorus.stores.vectors.port import Entry, Vectors, VectorsUnavailable
from tests.conformance.vectors import VectorsConformance
from tests.ports import free_port

needs_chroma = pytest.mark.skipif(not is_installed(), reason="needs the extra `kb`")


class TestMemoryVectors(VectorsConformance):
    @pytest.fixture
    async def vectors(self) -> Vectors:
        return MemoryVectors()


@needs_chroma
class TestChromaVectors(VectorsConformance):
    @pytest.fixture
    async def vectors(self, tmp_path: Path) -> AsyncIterator[Vectors]:
        found = open_vectors(tmp_path)
        assert found is not None
        yield found
        await found.close()

    async def test_it_is_there_after_a_restart(self, tmp_path: Path) -> None:
        tenant, entry = TenantId(new_id()), Entry(new_id(), DocumentId(new_id()), (1.0, 0.0))
        first = open_vectors(tmp_path)
        assert first is not None
        await first.put(tenant, [entry])
        await first.close()
        second = open_vectors(tmp_path)
        assert second is not None
        assert await second.passage_ids(tenant) == {entry.passage_id}
        await second.close()

    async def test_a_server_that_is_away_is_said_so(self, tmp_path: Path) -> None:
        away = open_vectors(tmp_path, url="http://127.0.0.1:9")
        assert away is not None
        with pytest.raises(VectorsUnavailable):
            await away.passage_ids(TenantId(new_id()))
        await away.close()


@needs_chroma
async def test_a_server_that_hangs_does_not_hang_us(tmp_path: Path) -> None:
    from chorus.stores.vectors.chroma import ChromaVectors  # noqa: PLC0415 - the extra `kb`

    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    gone = asyncio.Event()
    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        hung = ChromaVectors(tmp_path, url=url, seconds=0.2)
        async with asyncio.timeout(30):
            with pytest.raises(VectorsUnavailable):
                await hung.passage_ids(TenantId(new_id()))
            await hung.close()
        gone.set()


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server of its own."""
    port = free_port()
    directory = tmp_path_factory.mktemp("chroma")
    program = Path(sys.executable).with_name("chroma")
    log = (directory / "log").open("wb")
    server = subprocess.Popen(
        [program, "run", "--path", directory / "data", "--host", "127.0.0.1", "--port", str(port)],
        stdout=log,
        stderr=log,
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)
        log.close()


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < ends
            time.sleep(0.05)
        else:
            return


@needs_chroma
@pytest.mark.slow
class TestChromaServer(VectorsConformance):
    @pytest.fixture
    async def vectors(self, chroma_url: str, tmp_path: Path) -> AsyncIterator[Vectors]:
        found = open_vectors(tmp_path, url=chroma_url)
        assert found is not None
        yield found
        await found.close()
