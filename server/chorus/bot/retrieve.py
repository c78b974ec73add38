"""The passages that fit a question, and how well: by meaning where there is an index, by words where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import structlog

from chorus.bot.decide import Fit
from chorus.bot.documents.queries import Candidate, candidates, ids_by_code, ids_by_words
from chorus.bot.embedder import Embedder, Vector
from chorus.bot.knowledge import Knowledge
from chorus.bot.passages import similarity, vectors_of
from chorus.bot.question import content_words
from chorus.core.errors import UnavailableError
from chorus.core.ids import DocumentId, TenantId
from chorus.core.text.facts import FactKind, facts
from chorus.stores.database import Database
from chorus.stores.vectors import Vectors

log = structlog.get_logger(__name__)

Method = Literal["meaning", "words"]

# Fitted on two sets of real texts (docs/bot.md): a score is the cosine plus a share for the words in common.
WORDS_WEIGHT = 0.15
CODE_BONUS = 0.25
SURE = 0.50
MAYBE = 0.38
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
    """What was found, best first."""

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
    """Look for passages of the tenant."""
    asked = content_words(question)
    codes = [fact.text.lstrip("# ") for fact in facts(question) if fact.kind is FactKind.NUMBER][:CODES_MAX]
    near, vector = await _nearest(knowledge, tenant_id, question)
    async with database.transaction(tenant_id) as tx:
        by_words = await ids_by_words(tx, sorted(asked, key=len, reverse=True)[:WORDS_MAX], limit=BY_WORDS)
        coded = {found for code in codes for found in await ids_by_code(tx, code, limit=BY_WORDS)}
        rows = await candidates(tx, list({*near, *by_words, *coded}))
    if vector is None or knowledge.embedder is None:
        return Retrieval(_ranked([(row, 0.0) for row in rows], asked, coded, 1.0)[:limit], "words")
    rows = _without_stragglers(rows, near, by_words, coded)
    scored = await _with_similarity(knowledge.embedder, vector, rows, near)
    return Retrieval(_ranked(scored, asked, coded, WORDS_WEIGHT)[:limit], "meaning")


async def _nearest(knowledge: Knowledge, tenant_id: TenantId, question: str) -> tuple[dict[UUID, float], Vector | None]:
    vectors: Vectors | None = knowledge.vectors
    if vectors is None or knowledge.embedder is None:
        return {}, None
    try:
        vector = (await knowledge.embedder.embed([question]))[0]
        near = await vectors.nearest(tenant_id, vector, limit=NEAREST)
    except UnavailableError as error:
        log.warning("retrieval.by_words", code=error.code)
        return {}, None
    return {found.passage_id: found.similarity for found in near}, vector


def _without_stragglers(
    rows: Sequence[Candidate], near: dict[UUID, float], by_words: Sequence[UUID], coded: set[UUID]
) -> list[Candidate]:
    """Of those that only the words found, the first few: each of them has yet to be embedded."""
    added = set([key for key in by_words if key not in near][:ADDED_BY_WORDS])
    return [row for row in rows if row.id in near or row.id in added or row.id in coded]


async def _with_similarity(
    embedder: Embedder, vector: Vector, rows: Sequence[Candidate], near: dict[UUID, float]
) -> list[tuple[Candidate, float]]:
    missing = [row for row in rows if row.id not in near]
    known = dict(near)
    for row in missing:
        known[row.id] = similarity(vector, (await vectors_of(embedder, row.title, [row]))[0])
    return [(row, known[row.id]) for row in rows]


def _ranked(
    scored: Sequence[tuple[Candidate, float]], asked: set[str], coded: set[UUID], words_weight: float
) -> list[Found]:
    found = []
    for row, base in scored:
        share = _share(asked, content_words(f"{row.title} {row.heading} {row.content}"))
        bonus = CODE_BONUS if row.id in coded else 0.0
        score = base + words_weight * share + bonus
        found.append(Found(row.id, row.document_id, row.title, row.heading, row.content, score))
    return sorted(found, key=lambda one: (-one.score, one.passage_id))


def _share(asked: set[str], there: set[str]) -> float:
    return len(asked & there) / len(asked) if asked else 0.0
