"""Access tokens of a frozen moment, and forgeries of them."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from joserfc import jws

from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.clock import FrozenClock
from chorus.core.ids import ConversationId, TenantId, new_id
from chorus.identity.scopes import OF_CUSTOMER, OF_ROLE
from chorus.identity.tokens.keys import load_keys, new_key_pem
from chorus.identity.tokens.tokens import Tokens

ISSUER = "https://chat.example.com"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
USERS, CUSTOMERS = new_key_pem(), new_key_pem()
TENANT = TenantId(new_id())
ADA = Actor(ActorKind.AGENT, TENANT, new_id(), Role.AGENT, OF_ROLE[Role.AGENT], new_id(), "Ada")
BAO = Actor(
    ActorKind.CUSTOMER, TENANT, new_id(), scopes=OF_CUSTOMER, name="Bao", conversation_id=ConversationId(new_id())
)
SYNC = Actor(ActorKind.AGENT, TENANT, new_id(), None, frozenset({"users:read"}), new_id(), "Sync")


def tokens_with(users: str = USERS, customers: str = CUSTOMERS, **changes: Any) -> Tokens:
    """Signs and verifies at a frozen time."""
    given: dict[str, Any] = {"issuer": ISSUER, "clock": FrozenClock(START)} | changes
    return Tokens(users=load_keys(users), customers=load_keys(customers), **given)


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims."""
    header, claims, _ = (
        json.loads(decoded(part) or b"{}") if number < 2 else {} for number, part in enumerate(token.split("."))
    )
    return header, claims


def decoded(part: str) -> bytes:
    """Of a part of a token."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encoded(content: object) -> str:
    """As a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def forged(
    pem: str = USERS, *, header: dict[str, Any] | None = None, without: tuple[str, ...] = (), **claims: Any
) -> str:
    """A token signed with our own key, with something changed."""
    own_header, own_claims = parts_of(tokens_with().sign(ADA).token)
    kept = {name: value for name, value in (own_claims | claims).items() if name not in without}
    kid, key = load_keys(pem).signing()
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    full_header = own_header | {"kid": kid} | (header or {})
    return jws.serialize_compact(full_header, json.dumps(kept), key, registry=registry)
