"""Presence over HTTP; changes come live on the agent's socket."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from chorus.core.actor import Actor
from chorus.identity.guards import require
from chorus.routing.availability.online_users import AvailableAgents, PresenceList

router = APIRouter(tags=["presence"])

Reader = Annotated[Actor, Depends(require("conversations:read"))]


@router.get("/v1/presence", summary="Who is there")
async def list_presence(actor: Reader, request: Request) -> PresenceList:
    """List every user's status, or offline if no socket of theirs is open."""
    duty = cast("AvailableAgents", request.app.state.services.duty)
    return await duty.presence(actor.tenant_id)
