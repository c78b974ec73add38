"""The index of passages in ChromaDB: a directory of ours, or a Chroma server."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import structlog

from chorus.core.ids import DocumentId, TenantId
from chorus.stores.vectors.port import Entry, Near, VectorsUnavailable, cosine

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
BATCH = 1_000
SECONDS = 10.0
PORTS = {"http": 80, "https": 443}


class ChromaVectors:
    """Everything runs in one thread of its own: Chroma is synchronous, and its import takes 1.7 s."""

    def __init__(self, directory: Path, *, url: str | None = None, seconds: float = SECONDS) -> None:
        self._directory = directory
        self._url = url
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="chroma")
        self._client: Any = None

    async def put(self, tenant_id: TenantId, entries: Sequence[Entry]) -> None:
        """Upsert in batches."""
        for start in range(0, len(entries), BATCH):
            await self._do(self._put, tenant_id, entries[start : start + BATCH])

    async def remove_document(self, tenant_id: TenantId, document_id: DocumentId) -> None:
        """Delete by the document's id."""
        await self._do(lambda: self._collection(tenant_id).delete(where={"document": str(document_id)}))

    async def remove_tenant(self, tenant_id: TenantId) -> None:
        """Delete the collection."""
        await self._do(self._remove_tenant, tenant_id)

    async def nearest(
        self, tenant_id: TenantId, vector: Sequence[float], *, limit: int, among: Sequence[UUID] | None = None
    ) -> list[Near]:
        """Query the collection."""
        return await self._do(self._nearest, tenant_id, vector, limit, among)

    async def passage_ids(self, tenant_id: TenantId) -> set[UUID]:
        """Return all ids, without vectors."""
        return await self._do(lambda: {UUID(found) for found in self._collection(tenant_id).get(include=[])["ids"]})

    async def close(self) -> None:
        """Close the client in its thread, then end the thread; Chroma writes through, so nothing is left to save."""
        with suppress(RuntimeError, VectorsUnavailable):  # it may be closed already, or never have been opened
            await self._do(self._disconnect)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _do(self, work: Callable[..., Result], *args: object) -> Result:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)
        except VectorsUnavailable:
            raise
        except Exception as error:  # Chroma raises what its Rust core, SQLite or httpx raise
            log.warning("vectors.failed", error=type(error).__name__)
            raise VectorsUnavailable from error

    def _collection(self, tenant_id: TenantId) -> Any:
        # No embedding function: Chroma's own would try to download a model.
        return self._connected().get_or_create_collection(
            _name(tenant_id), embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def _put(self, tenant_id: TenantId, entries: Sequence[Entry]) -> None:
        self._collection(tenant_id).upsert(
            ids=[str(entry.passage_id) for entry in entries],
            embeddings=[list(entry.vector) for entry in entries],
            metadatas=[{"document": str(entry.document_id)} for entry in entries],
        )

    def _remove_tenant(self, tenant_id: TenantId) -> None:
        client = self._connected()
        name = _name(tenant_id)
        if name in {collection.name for collection in client.list_collections(limit=100_000)}:
            client.delete_collection(name)

    def _nearest(
        self, tenant_id: TenantId, vector: Sequence[float], limit: int, among: Sequence[UUID] | None
    ) -> list[Near]:
        if among is not None:
            return self._compared(tenant_id, vector, among)[:limit]
        found = self._collection(tenant_id).query(
            query_embeddings=[list(vector)], n_results=limit, include=["metadatas", "distances"]
        )
        return [
            Near(UUID(key), DocumentId(UUID(metadata["document"])), 1.0 - distance)
            for key, metadata, distance in zip(
                found["ids"][0], found["metadatas"][0], found["distances"][0], strict=True
            )
        ]

    def _compared(self, tenant_id: TenantId, vector: Sequence[float], among: Sequence[UUID]) -> list[Near]:
        # Not `query(ids=…)`: it fails as a whole when one of the ids is not in the index.
        found = self._collection(tenant_id).get(ids=[str(key) for key in among], include=["metadatas", "embeddings"])
        near = [
            Near(UUID(key), DocumentId(UUID(metadata["document"])), cosine(vector, embedding.tolist()))
            for key, metadata, embedding in zip(found["ids"], found["metadatas"], found["embeddings"], strict=True)
        ]
        return sorted(near, key=lambda one: -one.similarity)

    def _connected(self) -> Any:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> Any:
        import chromadb  # noqa: PLC0415 - in this thread, at the first use
        from chromadb.config import Settings  # noqa: PLC0415

        settings = Settings(anonymized_telemetry=False)
        if self._url is None:
            self._directory.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(str(self._directory), settings=settings)
        # Chroma's client has no time-out, and a server that hangs would hold this one thread for ever: so ask first.
        httpx2.get(f"{self._url.rstrip('/')}/api/v2/heartbeat", timeout=self._seconds).raise_for_status()
        address = urlsplit(self._url)
        client = chromadb.HttpClient(
            address.hostname or "localhost",
            port=address.port or PORTS[address.scheme],
            ssl=address.scheme == "https",
            settings=settings,
        )
        for connection in _connections(client):
            connection.timeout = self._seconds
        return client

    def _disconnect(self) -> None:
        if self._client is None:
            return
        for connection in _connections(self._client) if self._url else ():
            connection.close()
        self._client.close()
        self._client = None


def _connections(client: Any) -> Iterator[Any]:
    """Yield Chroma's two HTTP sessions, which it neither bounds nor closes itself."""
    yield client._server._session
    yield client._admin_client._server._session


def _name(tenant_id: TenantId) -> str:
    return f"passages-{tenant_id.hex}"
