"""The table of teams."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chorus.core.ids import TeamId, TenantId


@dataclass(frozen=True, slots=True)
class Team:
    """A group of agents. Who belongs to it is in `team_users`."""

    TABLE: ClassVar[str] = "teams"

    id: TeamId
    tenant_id: TenantId
    name: str
    created_at: datetime
