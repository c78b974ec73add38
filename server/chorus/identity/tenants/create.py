"""Found a tenant: for the command line and the demo. The transaction is opened for the new tenant's own id."""

import re
from collections.abc import Mapping
from typing import Any

import asyncpg

from chorus.core.actor import system_of
from chorus.core.clock import now
from chorus.identity.tenants.errors import BadSlug, SlugTaken
from chorus.identity.tenants.table import Tenant
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import TenantCreated
from chorus.stores.postgres.database import Tx

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


async def create(
    tx: Tx, *, name: str, slug: str, tier: str = "free", settings: Mapping[str, Any] | None = None
) -> Tenant:
    """Insert it; row-level security lets it be no other than `tx.tenant_id`.

    Raises:
        BadSlug: If the short name is not valid.
        SlugTaken: If another tenant has the short name.
    """
    if SLUG.fullmatch(slug) is None:
        raise BadSlug
    try:
        tenant = await tx.insert(
            Tenant(
                id=tx.tenant_id,
                name=name,
                slug=slug,
                tier=tier,
                is_disabled=False,
                settings=dict(settings or {}),
                created_at=now(),
            )
        )
    except asyncpg.UniqueViolationError as error:
        raise SlugTaken from error
    tx.record_for_tenant(TenantCreated(tier=tier, actor=by(system_of(tx.tenant_id)), at=tenant.created_at))
    return tenant
