"""Whether what a model wrote may be said: each sentence must rest on the passages that the model itself names."""

from collections.abc import Sequence

from chorus.bot.small_talk import talk_of
from chorus.core.errors import UnavailableError
from chorus.knowledge.embedding.embedder import Embedder
from chorus.knowledge.embedding.passages import similarity
from chorus.knowledge.retrieval.retrieve import Found
from chorus.language.detect import detect
from chorus.language.fold import words
from chorus.language.sentences import sentences
from chorus.language.support import is_supported

# Measured with the embedder at hand: paraphrases of a passage lie above 0.65, other matters of a shop below 0.55.
SIMILAR_MIN = 0.56
SENTENCES_MAX = 40
# "Yes." and "Of course!" say something only together with what follows.
SHORT_WORDS = 3


async def is_proven(text: str, used: Sequence[Found], embedder: Embedder | None, language: str) -> bool:
    """Return whether the cited passages support every sentence: numbers, negation and subject.

    The customer's question proves nothing: who asks "90 days?" must not be told so.
    """
    said = statements(text)
    source = "\n".join(f"{one.heading or one.title}.\n{one.content}" for one in used)
    if not source or not all(is_supported(one, source, language=language) for one in said):
        return False
    return await _is_near(said, source, embedder)


def statements(text: str) -> list[str]:
    """Return the sentences that state something, without courtesies. A short one is joined to the next."""
    found: list[str] = []
    waiting = ""
    for sentence in sentences(text):
        if talk_of(sentence):
            # "Yes." is a courtesy by its words and an answer by its place.
            waiting = f"{waiting} {sentence}".strip() if len(words(sentence)) < SHORT_WORDS else waiting
            continue
        found.append(f"{waiting} {sentence}".strip())
        waiting = ""
    return found


async def _is_near(said: Sequence[str], source: str, embedder: Embedder | None) -> bool:
    """Return whether each sentence is similar enough to the source. This embedder cannot compare across languages."""
    theirs = sentences(source)[:SENTENCES_MAX]
    if embedder is None or not said or detect(" ".join(said)) != detect(source):
        return True
    try:
        vectors = await embedder.embed([*said, *theirs, source])
    except UnavailableError:
        return True
    mine, others = vectors[: len(said)], vectors[len(said) :]
    return all(max(similarity(one, other) for other in others) >= SIMILAR_MIN for one in mine)
