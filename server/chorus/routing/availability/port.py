"""The availability of agents: connected, with the status available."""

from typing import Protocol

from chorus.core.ids import TenantId, UserId


class AgentAvailability(Protocol):
    """A port; the composition root joins presence leases with the declared statuses."""

    async def available(self, tenant_id: TenantId) -> list[UserId]:
        """Return the users who may be offered a conversation now."""
        ...
