"""The embedding model: the very one that was measured, and right vectors from it."""

import math
from pathlib import Path

import pytest

from chorus.knowledge.embedding import embedder as embedders
from chorus.knowledge.embedding.embedder import DIMENSIONS, EmbedderUnavailable, OnnxEmbedder, is_installed
from chorus.knowledge.embedding.passages import similarity, vectors_of
from chorus.knowledge.parsing.blocks import Cut
from tests.bot.bots import needs_kb

pytestmark = needs_kb


async def test_vectors_have_length_one_and_like_means_near(embedder: OnnxEmbedder) -> None:
    asked, near, far = await embedder.embed(["How do I get my money back?", "Refunds and returns", "A recipe for soup"])
    assert len(asked) == DIMENSIONS
    assert math.isclose(sum(x * x for x in asked), 1.0, rel_tol=1e-5)
    assert similarity(asked, near) > 0.4
    assert similarity(asked, far) < 0.2


async def test_a_text_has_the_same_vector_alone_and_among_longer_ones(embedder: OnnxEmbedder) -> None:
    texts = ["short", "a much longer text " * 20, "", "x" * 5_000, "été – 漢字"] * 5
    together = await embedder.embed(texts)
    for text, vector in zip(texts[:5], together[:5], strict=True):
        [alone] = await embedder.embed([text])
        # The weights are int8 and scaled by what stands in the batch.
        assert similarity(alone, vector) > 0.97
    assert await embedder.embed([]) == []


async def test_texts_of_like_length_share_a_batch(embedder: OnnxEmbedder) -> None:
    texts = ["a long text " * 30 if number % 3 else "short" for number in range(60)]
    batches = embedders._batches(texts)
    assert sorted(index for batch in batches for index in batch) == list(range(60))
    assert {max(len(texts[index]) for index in batch) * len(batch) <= embedders.BATCH for batch in batches[:1]} == {
        True
    }
    assert len(batches[0]) == 20
    found = await embedder.embed(texts)
    assert similarity(found[0], found[3]) > 0.97 > similarity(found[0], found[1])


async def test_a_passage_lies_between_its_heading_and_its_text(embedder: OnnxEmbedder) -> None:
    passage = Cut("Delivery", "It takes three to five working days.")
    [vector] = await vectors_of(embedder, "Shop", [passage])
    heading, text = await embedder.embed(["Delivery", "Delivery\nIt takes three to five working days."])
    assert math.isclose(sum(x * x for x in vector), 1.0, rel_tol=1e-5)
    assert min(similarity(vector, heading), similarity(vector, text)) > similarity(heading, text)
    assert is_installed()


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"something else")
    with pytest.raises(EmbedderUnavailable, match="measured"):
        embedders._checked(path, embedders.MODEL_SHA256)
