"""A passage as a vector: half what it says, half the heading it stands under."""

import math
from collections.abc import Sequence
from typing import Protocol

from chorus.knowledge.embedding.embedder import Embedder, Vector

# Measured (docs/bot.md): the heading, which is often a question, deserves weight of its own.
HEADING_WEIGHT = 1.0


class Readable(Protocol):
    """Anything with a heading and a content."""

    @property
    def heading(self) -> str: ...
    @property
    def content(self) -> str: ...


async def vectors_of(embedder: Embedder, title: str, passages: Sequence[Readable]) -> list[Vector]:
    """Embed passages."""
    headings = [passage.heading or title for passage in passages]
    distinct = list(dict.fromkeys(headings))
    of_headings = dict(zip(distinct, await embedder.embed(distinct), strict=True))
    texts = [f"{heading}\n{passage.content}" for heading, passage in zip(headings, passages, strict=True)]
    of_texts = await embedder.embed(texts)
    return [_between(of_headings[heading], text) for heading, text in zip(headings, of_texts, strict=True)]


def similarity(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the cosine of two unit vectors."""
    return sum(x * y for x, y in zip(one, other, strict=True))


def _between(heading: Vector, text: Vector) -> Vector:
    mixed = [HEADING_WEIGHT * x + y for x, y in zip(heading, text, strict=True)]
    length = math.sqrt(sum(x * x for x in mixed)) or 1.0
    return [x / length for x in mixed]
