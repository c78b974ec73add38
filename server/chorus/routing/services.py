"""Dependencies of the assignment routes."""

from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from chorus.chat.services import ChatServices
from chorus.routing.escalations.dispatch_offers import OfferRules


class RoutingServices(ChatServices, Protocol):
    """The part of `processes.services.Services` that assignments know."""

    @property
    def offer_rules(self) -> OfferRules:
        """How long an agent is asked, and who is asked at all."""
        ...


def routing_services(request: Request) -> RoutingServices:
    """Return the services of the process that serves this request."""
    return cast("RoutingServices", request.app.state.services)


Routing = Annotated[RoutingServices, Depends(routing_services)]
