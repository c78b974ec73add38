"""Every SELECT on the usage ledger."""

from datetime import datetime

from chorus.core.actor import Actor
from chorus.llm.usage.schemas import UsageLine
from chorus.stores.postgres.database import Tx


async def sums(tx: Tx, actor: Actor, *, since: datetime, until: datetime) -> list[UsageLine]:
    """Sum usage by purpose and model, most expensive first."""
    rows = await tx.records(
        "SELECT purpose, model, count(*) AS calls, sum(input_tokens) AS input_tokens,"
        " sum(output_tokens) AS output_tokens, sum(cost_usd)::float8 AS cost_usd"
        " FROM usage_ledger WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3"
        " GROUP BY purpose, model ORDER BY sum(cost_usd) DESC, purpose, model",
        actor.tenant_id,
        since,
        until,
    )
    return [UsageLine.model_validate(dict(row)) for row in rows]
