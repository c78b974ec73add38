"""API keys over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from chorus.core.actor import Actor
from chorus.identity import api_keys
from chorus.identity.errors import ApiKeyNotFound, ScopeUnknown, TooManyApiKeys
from chorus.identity.guards import Services, require
from chorus.identity.schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyList, api_key_created, api_key_read
from chorus.identity.scopes import Scope
from chorus.protocol.http_errors import refusals

router = APIRouter(prefix="/v1/api-keys", tags=["api-keys"])

Admin = Annotated[Actor, Depends(require(Scope.API_KEYS_WRITE))]


@router.get("", summary="List API keys")
async def list_api_keys(actor: Admin, services: Services) -> ApiKeyList:
    """List the valid API keys, newest first."""
    async with services.database.transaction(actor.tenant_id) as tx:
        found = await api_keys.listed(tx)
    return ApiKeyList(items=[api_key_read(key) for key in found])


@router.post("", status_code=201, summary="Create an API key", responses=refusals(ScopeUnknown, TooManyApiKeys))
async def create_api_key(body: ApiKeyCreate, actor: Admin, services: Services) -> ApiKeyCreated:
    """Create an API key. Only this response contains the secret."""
    async with services.database.transaction(actor.tenant_id) as tx:
        key, text = await api_keys.create(tx, actor, name=body.name, scopes=body.scopes, at=services.auth.clock.now())
    return api_key_created(key, text)


@router.delete("/{key_id}", status_code=204, summary="Revoke an API key", responses=refusals(ApiKeyNotFound))
async def revoke_api_key(key_id: UUID, actor: Admin, services: Services) -> None:
    """Revoke an API key. Its tokens and sockets stop working within five seconds."""
    async with services.database.transaction(actor.tenant_id) as tx:
        await api_keys.revoke(tx, actor, key_id, services.auth.clock.now())
    services.auth.watch.forget(key_id)
