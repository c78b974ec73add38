"""The table of tenants."""

from datetime import datetime
from typing import Annotated, Any

from chorus.core.ids import TenantId
from chorus.stores.postgres.columns import BOOLEAN, DEFERRED_BIGINT, JSON, KEY, TEXT, TIMESTAMP, varchar
from chorus.stores.postgres.table import Table


class Tenant(Table, table=True):
    """The paying organisation. `tier` decides what it may use, so it is never the tenant's own to change."""

    __tablename__ = "tenants"

    id: Annotated[TenantId, KEY]
    name: Annotated[str, TEXT]
    slug: Annotated[str, TEXT]
    tier: Annotated[str, varchar(20)]
    is_disabled: Annotated[bool, BOOLEAN]
    settings: Annotated[dict[str, Any], JSON]
    created_at: Annotated[datetime, TIMESTAMP]
    # Moved by every event on the feed, and read by nobody but the log.
    feed_position: Annotated[int, DEFERRED_BIGINT] = 0
    event_position: Annotated[int, DEFERRED_BIGINT] = 0
