"""The passages that fit a question, and how well: by meaning where there is an index, by words where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import structlog

from chorus.core.errors import UnavailableError
from chorus.core.ids import DocumentId, TenantId
from chorus.knowledge.embedding.embedder import Embedder, Vector
from chorus.knowledge.embedding.passages import vectors_of
from chorus.knowledge.index import Knowledge
from chorus.knowledge.retrieval.candidates import Candidate, candidates, ids_by_code, ids_by_words
from chorus.knowledge.retrieval.fit import Fit
from chorus.language.content_words import content_words
from chorus.language.entities.facts import FactKind, facts
from chorus.stores.postgres.database import Database
from chorus.stores.vectors.port import cosine

log = structlog.get_logger(__name__)

Method = Literal["meaning", "words"]

# Fitted on two sets of real texts (docs/bot.md): a score is the cosine plus a share for the words in common.
WORDS_WEIGHT = 0.15
CODE_BONUS = 0.25
SURE = 0.50
MAYBE = 0.40
# By words alone the score is the share of the question's words that the passage has.
SURE_BY_WORDS = 0.75
MAYBE_BY_WORDS = 0.5

NEAREST = 12
BY_WORDS = 12
ADDED_BY_WORDS = 4
WORDS_MAX = 12
CODES_MAX = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A passage and its score, from 0 to about 1."""

    passage_id: UUID
    document_id: DocumentId
    title: str
    heading: str
    content: str
    score: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The retrieved passages, best first."""

    found: list[Found]
    method: Method

    @property
    def fit(self) -> Fit:
        """How well the best of them fits."""
        best = self.found[0].score if self.found else 0.0
        sure, maybe = (SURE, MAYBE) if self.method == "meaning" else (SURE_BY_WORDS, MAYBE_BY_WORDS)
        if best >= sure:
            return Fit.SURE
        return Fit.MAYBE if best >= maybe else Fit.NONE


async def retrieve(
    database: Database, knowledge: Knowledge, tenant_id: TenantId, question: str, *, limit: int = 5
) -> Retrieval:
    """Retrieve the tenant's passages for a question."""
    asked = content_words(question)
    codes = [fact.text.lstrip("# ") for fact in facts(question) if fact.kind is FactKind.NUMBER][:CODES_MAX]
    async with database.transaction(tenant_id) as tx:
        by_words = await ids_by_words(tx, sorted(asked, key=len, reverse=True)[:WORDS_MAX], limit=BY_WORDS)
        coded = {found for code in codes for found in await ids_by_code(tx, code, limit=BY_WORDS)}
    # Those that only their words or a code bring in: the first few.
    more = [*coded, *(key for key in by_words if key not in coded)][:ADDED_BY_WORDS]
    near, vector = await _near(knowledge, tenant_id, question, more)
    # The order in which they were found decides between equals.
    wanted = list(dict.fromkeys([*near, *more] if vector else [*by_words, *coded]))
    async with database.transaction(tenant_id) as tx:
        rows = {row.id: row for row in await candidates(tx, wanted)}
    ordered = [rows[key] for key in wanted if key in rows]
    if vector is None or knowledge.embedder is None:
        return Retrieval(_ranked([(row, 0.0) for row in ordered], asked, coded, 1.0)[:limit], "words")
    scored = [(row, await _similarity(knowledge.embedder, vector, row, near)) for row in ordered]
    return Retrieval(_ranked(scored, asked, coded, WORDS_WEIGHT)[:limit], "meaning")


async def _near(
    knowledge: Knowledge, tenant_id: TenantId, question: str, more: Sequence[UUID]
) -> tuple[dict[UUID, float], Vector | None]:
    """Return the nearest passages and those in `more`, with their cosine similarities; no vector without an index."""
    vectors = knowledge.vectors
    if vectors is None or knowledge.embedder is None:
        return {}, None
    try:
        vector = (await knowledge.embedder.embed([question]))[0]
        near = await vectors.nearest(tenant_id, vector, limit=NEAREST)
        known = {found.passage_id: found.similarity for found in near}
        others = [key for key in more if key not in known]
        if others:
            added = await vectors.nearest(tenant_id, vector, limit=len(others), among=others)
            known |= {found.passage_id: found.similarity for found in added}
    except UnavailableError as error:
        log.warning("retrieval.by_words", code=error.code)
        return {}, None
    return known, vector


async def _similarity(embedder: Embedder, vector: Vector, row: Candidate, near: dict[UUID, float]) -> float:
    """Return the similarity from the index; embed a passage that is not indexed yet."""
    if row.id in near:
        return near[row.id]
    return cosine(vector, (await vectors_of(embedder, row.title, [row]))[0])


def _ranked(
    scored: Sequence[tuple[Candidate, float]], asked: set[str], coded: set[UUID], words_weight: float
) -> list[Found]:
    found = []
    for row, base in scored:
        share = _share(asked, content_words(f"{row.title} {row.heading} {row.content}"))
        bonus = CODE_BONUS if row.id in coded else 0.0
        score = base + words_weight * share + bonus
        found.append(Found(row.id, row.document_id, row.title, row.heading, row.content, score))
    return sorted(found, key=lambda one: -one.score)


def _share(asked: set[str], there: set[str]) -> float:
    return len(asked & there) / len(asked) if asked else 0.0
