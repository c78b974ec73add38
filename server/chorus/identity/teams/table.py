"""The tables of teams and who belongs to them."""

from datetime import datetime
from typing import Annotated

from chorus.core.ids import TeamId, TenantId, UserId
from chorus.stores.postgres.columns import KEY, TEXT, TIMESTAMP, UUID
from chorus.stores.postgres.table import Table


class Team(Table, table=True):
    """A group of agents."""

    __tablename__ = "teams"

    id: Annotated[TeamId, KEY]
    tenant_id: Annotated[TenantId, UUID]
    name: Annotated[str, TEXT]
    created_at: Annotated[datetime, TIMESTAMP]


class TeamUser(Table, table=True):
    """A user of a team."""

    __tablename__ = "team_users"

    tenant_id: Annotated[TenantId, KEY]
    team_id: Annotated[TeamId, KEY]
    user_id: Annotated[UserId, KEY]
