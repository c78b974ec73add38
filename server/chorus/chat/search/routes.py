"""Search over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chorus.auth.http import Services, require
from chorus.chat.limits import SEARCHES_BY_ACTOR
from chorus.chat.search.errors import SearchTooBroad
from chorus.chat.search.queries import page
from chorus.chat.search.schemas import HitPage
from chorus.core.actor import Actor
from chorus.core.errors import TooManyRequestsError
from chorus.core.paging import PAGE_MAX, BadCursor
from chorus.wire.http_errors import refusals
from chorus.wire.texts import Line

router = APIRouter(prefix="/v1/search", tags=["search"])

Reader = Annotated[Actor, Depends(require("conversations:read", "customer"))]


@router.get("", summary="Search messages", responses=refusals(BadCursor, TooManyRequestsError, SearchTooBroad))
async def search(
    actor: Reader,
    services: Services,
    q: Annotated[Line, Query(min_length=2, max_length=200, description='Words, "a phrase", -without, or')],
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 25,
) -> HitPage:
    """Newest first, over all conversations of the tenant, notes included, and customers' names and addresses.

    A customer finds in their own conversations what they can see. Case and accents do not matter.
    """
    await services.limits.hit(SEARCHES_BY_ACTOR, str(actor.id))
    async with services.database.transaction(actor.tenant_id) as tx:
        found = await page(tx, actor, words=q, cursor=cursor, limit=limit)
    return HitPage(items=list(found.items), next_cursor=found.next_cursor)
