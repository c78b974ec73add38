"""The table of customers."""

from datetime import datetime
from typing import Annotated, Any

from chorus.core.ids import CustomerId, TenantId
from chorus.stores.postgres.columns import BOOLEAN, GENERATED_TEXT, JSON, KEY, TEXT, TIMESTAMP, UUID, varchar
from chorus.stores.postgres.table import Table


class Customer(Table, table=True):
    """`external_id` is the site's own id; with `is_verified` the site has vouched for it with a signature."""

    __tablename__ = "customers"

    id: Annotated[CustomerId, KEY]
    tenant_id: Annotated[TenantId, UUID]
    external_id: Annotated[str | None, TEXT]
    name: Annotated[str, TEXT]
    email: Annotated[str | None, TEXT]
    phone: Annotated[str | None, TEXT]
    attributes: Annotated[dict[str, Any], JSON]
    language: Annotated[str | None, varchar(10)]
    is_verified: Annotated[bool, BOOLEAN]
    blocked_at: Annotated[datetime | None, TIMESTAMP]
    last_seen_at: Annotated[datetime | None, TIMESTAMP]
    created_at: Annotated[datetime, TIMESTAMP]
    words: Annotated[str | None, GENERATED_TEXT] = None
    digits: Annotated[str | None, GENERATED_TEXT] = None

    @property
    def is_known(self) -> bool:
        """Somebody in particular, and not just a browser."""
        return self.is_verified or self.external_id is not None
