"""Customers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from chorus.chat.conversations.errors import NotAssignedToYou
from chorus.chat.customers import update as updating
from chorus.chat.customers.errors import AttributesTooLarge, CustomerNotFound
from chorus.chat.customers.queries import find, page
from chorus.chat.customers.schemas import (
    CustomerPage,
    CustomerRead,
    CustomerUpdate,
    customer_read,
)
from chorus.core.actor import Actor
from chorus.core.ids import CustomerId
from chorus.core.paging import PAGE_DEFAULT, PAGE_MAX, BadCursor
from chorus.identity.guards import Services, require
from chorus.protocol.http_errors import refusals
from chorus.protocol.texts import Line

router = APIRouter(tags=["customers"])

Reader = Annotated[Actor, Depends(require("customers:read"))]
Writer = Annotated[Actor, Depends(require("customers:write"))]


@router.get("/v1/customers", summary="List or search customers", responses=refusals(BadCursor))
async def list_customers(
    actor: Reader,
    services: Services,
    q: Annotated[Line | None, Query(max_length=200, description="In name, e-mail address or number.")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> CustomerPage:
    """List customers, newest first. The search ignores accents, case and small misspellings."""
    async with services.database.transaction(actor.tenant_id) as tx:
        found = await page(tx, actor, words=q, cursor=cursor, limit=limit)
    return CustomerPage(items=[customer_read(row) for row in found.items], next_cursor=found.next_cursor)


@router.get("/v1/customers/{customer_id}", summary="A customer", responses=refusals(CustomerNotFound))
async def read_customer(customer_id: UUID, actor: Reader, services: Services) -> CustomerRead:
    """Name, addresses and attributes."""
    async with services.database.transaction(actor.tenant_id) as tx:
        return customer_read(await find(tx, actor, CustomerId(customer_id)))


@router.patch(
    "/v1/customers/{customer_id}",
    summary="Change or block a customer",
    responses=refusals(CustomerNotFound, AttributesTooLarge, NotAssignedToYou),
)
async def update_customer(customer_id: UUID, body: CustomerUpdate, actor: Writer, services: Services) -> CustomerRead:
    """Change the given fields and record an event in each open conversation.

    To block closes what is open, and turns the customer away from then on.
    """
    changes = body.model_dump(exclude_unset=True)
    async with services.database.transaction(actor.tenant_id) as tx:
        return customer_read(await updating.update(tx, actor, CustomerId(customer_id), changes))
