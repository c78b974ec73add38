"""The search index: vectors and the embedding model, or keywords without them."""

from dataclasses import dataclass
from pathlib import Path

from chorus.knowledge.embedding import embedder as embedders
from chorus.knowledge.embedding.embedder import Embedder, OnnxEmbedder
from chorus.stores.vectors.open import open_vectors
from chorus.stores.vectors.port import Vectors


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Both parts or neither; without them retrieval goes by words in PostgreSQL."""

    vectors: Vectors | None = None
    embedder: Embedder | None = None

    @property
    def method(self) -> str:
        """`meaning` or `words`; `chorus doctor` tells it."""
        return "words" if self.vectors is None or self.embedder is None else "meaning"

    async def close(self) -> None:
        """Release files, connections and threads."""
        if self.vectors is not None:
            await self.vectors.close()
        if isinstance(self.embedder, OnnxEmbedder):
            self.embedder.close()


def open_knowledge(data_dir: Path, *, chroma_url: str | None = None) -> Knowledge:
    """Open ChromaDB and MiniLM, loaded at first use. Without the extra `kb`, retrieval is by keyword."""
    if not embedders.is_installed():
        return Knowledge()
    vectors = open_vectors(data_dir, url=chroma_url)
    return Knowledge() if vectors is None else Knowledge(vectors, OnnxEmbedder())
