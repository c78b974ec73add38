"""The table of labels."""

from datetime import datetime
from typing import Annotated
from uuid import UUID as Id

from chorus.core.ids import TenantId
from chorus.stores.postgres.columns import KEY, TEXT, TIMESTAMP, UUID, varchar
from chorus.stores.postgres.table import Table


class Label(Table, table=True):
    """A label's name is its identity: conversations carry the names."""

    __tablename__ = "labels"

    id: Annotated[Id, KEY]
    tenant_id: Annotated[TenantId, UUID]
    name: Annotated[str, TEXT]
    color: Annotated[str, varchar(7)]
    created_at: Annotated[datetime, TIMESTAMP]
