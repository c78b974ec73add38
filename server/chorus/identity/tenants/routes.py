"""The caller's own tenant over HTTP. There is no other: the tenant comes from the token."""

from typing import Annotated

from fastapi import APIRouter, Depends

from chorus.core.actor import Actor
from chorus.core.errors import InvalidError
from chorus.identity.guards import Services, require
from chorus.identity.tenants import update as updating
from chorus.identity.tenants.queries import own
from chorus.identity.tenants.schemas import TenantRead, TenantUpdate, tenant_read
from chorus.protocol.http_errors import refusals

router = APIRouter(prefix="/v1/tenant", tags=["tenant"])

Reader = Annotated[Actor, Depends(require("settings:read"))]
Writer = Annotated[Actor, Depends(require("settings:write"))]


@router.get("", summary="The tenant")
async def read_tenant(actor: Reader, services: Services) -> TenantRead:
    """Return the tenant's name, tier and settings."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return tenant_read(await own(tx, actor))


@router.patch("", summary="Change the tenant", responses=refusals(InvalidError))
async def update_tenant(body: TenantUpdate, actor: Writer, services: Services) -> TenantRead:
    """Name and settings; the tier is for the operator."""
    settings = body.settings.model_dump(mode="json", by_alias=True, exclude_unset=True)
    async with services.database.transaction(actor.tenant_id) as tx:
        return tenant_read(await updating.update(tx, actor, name=body.name, settings=settings))
