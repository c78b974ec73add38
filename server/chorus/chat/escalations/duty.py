"""Who is on duty: connected, and declared available."""

from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from chorus.core.ids import TenantId, UserId


class Duty(Protocol):
    """A port; the composition root joins presence leases with the declared statuses."""

    async def available(self, tenant_id: TenantId) -> list[UserId]:
        """The users who may be offered a conversation now."""
        ...


def duty_of(request: Request) -> Duty:
    """The duty roster of the process that serves this request."""
    return cast("Duty", request.app.state.services.duty)


DutyRoster = Annotated[Duty, Depends(duty_of)]
