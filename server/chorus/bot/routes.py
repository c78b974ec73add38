"""Trying the bot over HTTP: what it would find, and what it would quote."""

from typing import Annotated

from fastapi import APIRouter, Depends

from chorus.bot.quote import quote_of
from chorus.core.actor import Actor
from chorus.identity.guards import require
from chorus.knowledge.documents.routes import Services
from chorus.knowledge.documents.schemas import FoundRead, SearchCreate, SearchRead
from chorus.knowledge.retrieval.fit import Fit
from chorus.knowledge.retrieval.retrieve import retrieve

router = APIRouter(prefix="/v1/documents", tags=["knowledge base"])

Reader = Annotated[Actor, Depends(require("kb:read"))]


@router.post("/search", summary="Search the knowledge base as the bot would")
async def search_documents(body: SearchCreate, actor: Reader, services: Services) -> SearchRead:
    """Return the passages for a question, best first, and the sentences that the bot would quote."""
    retrieval = await retrieve(services.database, services.knowledge, actor.tenant_id, body.query)
    fit = retrieval.fit
    answer = None
    if fit is not Fit.NONE:
        answer = await quote_of(retrieval.found[0], body.query, services.knowledge.embedder)
    items = [
        FoundRead(
            document_id=found.document_id,
            title=found.title,
            heading=found.heading,
            text=found.content,
            score=round(found.score, 3),
        )
        for found in retrieval.found
    ]
    return SearchRead(items=items, fit=fit.value, method=retrieval.method, answer=answer)
