"""Usage over HTTP."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.identity.guards import Services, require
from chorus.llm.usage.errors import SpanRefused
from chorus.llm.usage.policy import require_span
from chorus.llm.usage.queries import sums
from chorus.llm.usage.schemas import UsageRead
from chorus.protocol.http_errors import refusals

router = APIRouter(prefix="/v1/usage", tags=["usage"])

Reader = Annotated[Actor, Depends(require("usage:read"))]
SPAN = timedelta(days=30)


@router.get("", summary="Tokens and cost", responses=refusals(SpanRefused))
async def read_usage(
    actor: Reader,
    services: Services,
    since: Annotated[datetime | None, Query(alias="from", description="Included; 30 days before the end.")] = None,
    until: Annotated[datetime | None, Query(alias="to", description="Excluded; now.")] = None,
) -> UsageRead:
    """Return usage by purpose and model."""
    end = until or now()
    begin = since or end - SPAN
    require_span(begin, end)
    async with services.database.transaction(actor.tenant_id) as tx:
        items = await sums(tx, actor, since=begin, until=end)
    total = sum(item.cost_usd for item in items)
    return UsageRead(since=begin, until=end, items=items, total_cost_usd=total)
