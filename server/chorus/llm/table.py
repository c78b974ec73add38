"""The tables of models: which a tier may use, and what they cost."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID as Id

from chorus.stores.postgres.columns import INTEGER, KEY, TEXT, TIMESTAMP, UUID, numeric, varchar
from chorus.stores.postgres.table import Table


class TierModel(Table, table=True):
    """Which model a tier may use for a purpose, and its prices. It belongs to no tenant."""

    __tablename__ = "model_access"

    id: Annotated[Id, KEY]
    tier: Annotated[str, varchar(20)]
    purpose: Annotated[str, varchar(20)]
    model: Annotated[str, TEXT]
    base_url: Annotated[str | None, TEXT]
    input_price_per_million: Annotated[Decimal, numeric(12, 6)]
    output_price_per_million: Annotated[Decimal, numeric(12, 6)]


class UsageEntry(Table, table=True):
    """A line of the ledger."""

    __tablename__ = "usage_ledger"

    id: Annotated[Id, KEY]
    tenant_id: Annotated[Id, UUID]
    conversation_id: Annotated[Id | None, UUID]
    purpose: Annotated[str, varchar(20)]
    model: Annotated[str, TEXT]
    input_tokens: Annotated[int, INTEGER]
    output_tokens: Annotated[int, INTEGER]
    cost_usd: Annotated[Decimal, numeric(14, 8)]
    created_at: Annotated[datetime, TIMESTAMP]
