"""Search over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chorus.chat.limits import SEARCHES_BY_ACTOR
from chorus.chat.search.errors import SearchTooBroad
from chorus.chat.search.fill import fill
from chorus.chat.search.queries import page
from chorus.chat.search.schemas import HitPage
from chorus.core.actor import Actor
from chorus.core.errors import TooManyRequestsError
from chorus.core.paging import PAGE_MAX, BadCursor
from chorus.identity.guards import Services, require
from chorus.protocol.http_errors import refusals
from chorus.protocol.texts import Line

router = APIRouter(prefix="/v1/search", tags=["search"])

Reader = Annotated[Actor, Depends(require("conversations:read", "customer"))]


@router.get("", summary="Search messages", responses=refusals(BadCursor, TooManyRequestsError, SearchTooBroad))
async def search(
    actor: Reader,
    services: Services,
    q: Annotated[Line, Query(min_length=1, max_length=200, description='Words, parts, "a phrase", -without, or')],
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 25,
) -> HitPage:
    """Search all conversations of the tenant, including notes and customers' names and addresses, newest first.

    Three characters or more are found within words, numbers, codes and addresses, whatever signs stand between;
    fewer at the beginning of one. In scripts without spaces one character is a word. Case and accents do not matter.
    A customer finds in their own conversations what they can see.
    """
    await services.limits.hit(SEARCHES_BY_ACTOR, str(actor.id))
    await fill(services.database)
    async with services.database.transaction(actor.tenant_id) as tx:
        found = await page(tx, actor, words=q, cursor=cursor, limit=limit)
    return HitPage(items=list(found.items), next_cursor=found.next_cursor)
