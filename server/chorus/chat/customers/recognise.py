"""Which customer stands at the widget: a known one by the site's word, one we have seen by the device, or a new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chorus.chat.customers.announce import announce
from chorus.chat.customers.errors import CustomerBlocked
from chorus.chat.customers.merge import merge
from chorus.chat.customers.queries import find_known, find_optional, open_conversations
from chorus.chat.customers.table import Customer
from chorus.chat.customers.update import merged
from chorus.core.actor import Actor, ActorKind
from chorus.core.clock import now
from chorus.core.ids import CustomerId, InboxId, new_id
from chorus.identity.errors import IdentityRefused
from chorus.identity.tokens.customers import Device, Identity
from chorus.stores.postgres.database import Tx


@dataclass(frozen=True, slots=True)
class Told:
    """What an unverified customer says about themselves."""

    name: str = ""
    email: str | None = None
    language: str | None = None


async def recognise(
    tx: Tx, inbox_id: InboxId, *, device: Device | None, identity: Identity | None, told: Told
) -> Customer:
    """Find or create the customer and update their data; raises `CustomerBlocked` or `IdentityRefused`.

    Raises:
        CustomerBlocked: If the customer is blocked.
    """
    if identity is not None and identity.has_expired:
        await _require_same(tx, device, identity)
    seen = await _of_device(tx, device)
    customer = await (_known(tx, inbox_id, identity, seen) if identity else _anonymous(tx, seen, told))
    if customer.blocked_at is not None:
        raise CustomerBlocked
    return await tx.update(customer, last_seen_at=now(), language=told.language or customer.language)


async def _require_same(tx: Tx, device: Device | None, identity: Identity) -> None:
    # Expired, the site's word is only good together with the device that it was believed on.
    known = await find_known(tx, identity.external_id)
    if known is None or device is None or device.customer_id != known.id:
        raise IdentityRefused("The signed identity has expired.")


async def _of_device(tx: Tx, device: Device | None) -> Customer | None:
    if device is None or device.tenant_id != tx.tenant_id:
        return None
    found = await find_optional(tx, device.customer_id)
    # A device alone never opens a known customer: whoever sits there may have logged out of the site.
    return None if found is None or found.is_known else found


async def _anonymous(tx: Tx, seen: Customer | None, told: Told) -> Customer:
    if seen is None:
        return await tx.insert(_new(tx, now(), name=told.name, email=told.email))
    return await _change(tx, seen, {"name": seen.name or told.name, "email": told.email or seen.email})


async def _known(tx: Tx, inbox_id: InboxId, identity: Identity, seen: Customer | None) -> Customer:
    # Two tabs may start at the same moment, with a customer that we do not know yet: one after the other.
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{tx.tenant_id}{identity.external_id}")
    customer = await find_known(tx, identity.external_id)
    if customer is None and seen is not None and seen.blocked_at is None:
        # The browser's customer becomes this one, with all that was said: it was nobody in particular until now.
        return await _vouched(tx, seen, identity)
    if customer is None:
        customer = await tx.insert(_new(tx, now(), name="", email=None))
    customer = await _vouched(tx, customer, identity)
    if seen is not None:
        await merge(tx, inbox_id, anonymous=seen, known=customer)
    return customer


async def _vouched(tx: Tx, customer: Customer, identity: Identity) -> Customer:
    wanted = {
        "external_id": identity.external_id,
        "is_verified": True,
        "name": identity.name or customer.name,
        "email": identity.email.lower() if identity.email else customer.email,
        "attributes": merged(customer.attributes, identity.attributes),
    }
    return await _change(tx, customer, wanted)


async def _change(tx: Tx, customer: Customer, wanted: Mapping[str, Any]) -> Customer:
    """Write what differs, and tell the open threads; these are locked first, as everywhere."""
    if all(getattr(customer, name) == value for name, value in wanted.items()):
        return customer
    conversations = await open_conversations(tx, customer.id)
    changed = await tx.update(customer, **wanted)
    await announce(tx, Actor(ActorKind.CUSTOMER, tx.tenant_id, customer.id), changed, conversations)
    return changed


def _new(tx: Tx, moment: datetime, *, name: str, email: str | None) -> Customer:
    return Customer(
        id=CustomerId(new_id()),
        tenant_id=tx.tenant_id,
        external_id=None,
        name=name,
        email=email,
        phone=None,
        attributes={},
        language=None,
        is_verified=False,
        blocked_at=None,
        last_seen_at=moment,
        created_at=moment,
    )
