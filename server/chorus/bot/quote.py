"""The sentences of a passage that answer a question, word for word."""

import re

from chorus.core.errors import UnavailableError
from chorus.knowledge.embedding.embedder import Embedder
from chorus.knowledge.embedding.passages import similarity
from chorus.knowledge.retrieval.retrieve import WORDS_WEIGHT, Found
from chorus.language.content_words import content_words
from chorus.language.sentences import sentences

WHOLE_MAX = 360
QUOTE_MAX = 360
SENTENCES_MAX = 40
_LISTED = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s")


async def quote_of(found: Found, question: str, embedder: Embedder | None) -> str:
    """Return a short verbatim part of the passage; all of it if it is short."""
    if len(found.content) <= WHOLE_MAX:
        return found.content.strip()
    parts = sentences(found.content)[:SENTENCES_MAX]
    scores = await _scores(parts, question, embedder)
    best = max(range(len(parts)), key=lambda index: (scores[index], -index))
    return _window(found.content, parts, best)


async def _scores(parts: list[str], question: str, embedder: Embedder | None) -> list[float]:
    asked = content_words(question)
    shares = [len(asked & content_words(part)) / len(asked) if asked else 0.0 for part in parts]
    if embedder is None:
        return shares
    try:
        wanted, *vectors = await embedder.embed([question, *parts])
    except UnavailableError:
        return shares
    return [similarity(wanted, vector) + WORDS_WEIGHT * share for vector, share in zip(vectors, shares, strict=True)]


def _window(content: str, parts: list[str], best: int) -> str:
    """Return the text from the best sentence on, with the line that introduces a list, up to the limit."""
    places = _places(content, parts)
    first = best
    while first > 0 and _LISTED.match(parts[first]) and places[best][1] - places[first - 1][0] <= QUOTE_MAX:
        first -= 1
    last = best
    while last + 1 < len(parts) and places[last + 1][1] - places[first][0] <= QUOTE_MAX:
        last += 1
    return content[places[first][0] : places[last][1]].strip()


def _places(content: str, parts: list[str]) -> list[tuple[int, int]]:
    found, start = [], 0
    for part in parts:
        start = content.index(part, start)
        found.append((start, start + len(part)))
        start += len(part)
    return found
