"""Change a customer: what agents learn about them, and whether they may write."""

from collections.abc import Mapping
from typing import Any

from chorus.chat.conversations.close import close
from chorus.chat.conversations.policy import require_user
from chorus.chat.customers.announce import announce
from chorus.chat.customers.errors import AttributesTooLarge
from chorus.chat.customers.queries import lock, open_conversations
from chorus.chat.customers.schemas import ATTRIBUTES_BYTES_MAX
from chorus.chat.customers.table import Customer
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import CustomerId
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import CustomerBlockAdded, CustomerBlockRemoved
from chorus.stores.postgres.database import Tx

FIELDS = ("name", "email", "phone")


async def update(tx: Tx, actor: Actor, customer_id: CustomerId, changes: Mapping[str, Any]) -> Customer:
    """Change what is named; nothing is written or told when all of it stands already.

    To block is to close what is open too, so it takes the right to do that; a new conversation is refused to them.
    Conversations are locked before the customer, the order in which everything else locks them.
    """
    require_user(actor)
    conversations = await open_conversations(tx, customer_id)
    customer = await lock(tx, customer_id)
    wanted = _wanted(customer, changes)
    if all(getattr(customer, name) == value for name, value in wanted.items()):
        return customer
    changed = await tx.update(customer, **wanted)
    await announce(tx, actor, changed, conversations)
    if (changed.blocked_at is None) is not (customer.blocked_at is None):
        event = CustomerBlockRemoved if changed.blocked_at is None else CustomerBlockAdded
        tx.record_for_tenant(event(customer_id=customer_id, actor=by(actor), at=now()))
    if changed.blocked_at is not None and customer.blocked_at is None:
        for conversation_id in conversations:
            await close(tx, actor, conversation_id)
    return changed


def _wanted(customer: Customer, changes: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {name: changes[name] for name in FIELDS if name in changes}
    if "name" in wanted:
        wanted["name"] = wanted["name"] or ""
    if wanted.get("email"):
        wanted["email"] = wanted["email"].lower()
    if changes.get("attributes") is not None:
        wanted["attributes"] = merged(customer.attributes, changes["attributes"])
    if changes.get("is_blocked") is not None:
        wanted["blocked_at"] = (customer.blocked_at or now()) if changes["is_blocked"] else None
    return wanted


def merged(attributes: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Merge attributes: given ones replace, None removes. The total size is bounded.

    Raises:
        AttributesTooLarge: If the attributes are too large together.
    """
    found = {key: value for key, value in {**attributes, **changes}.items() if value is not None}
    if len(str(found)) > ATTRIBUTES_BYTES_MAX:
        raise AttributesTooLarge
    return found
