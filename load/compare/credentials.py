"""Customers and agents in two-party conversations, with real tokens and without a database."""

from pathlib import Path

from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.clock import SystemClock
from chorus.core.ids import TenantId, new_id
from chorus.identity.scopes import OF_CUSTOMER, OF_ROLE
from chorus.identity.tokens.build import build_tokens
from chorus.processes.settings import Settings, auth_settings
from load.stack.credentials import Credential


def credentials_for(url: str, sockets: int, secrets: Path) -> list[Credential]:
    """Return a credential per socket; two share each conversation."""
    settings = Settings.load(secrets_dir=secrets, database_url="postgresql://none", redis_url="redis://none")
    tokens, tenant_id, found = build_tokens(auth_settings(settings), SystemClock()), TenantId(new_id()), []
    for _ in range(sockets // 2):
        conversation_id = new_id()
        customer = Actor(ActorKind.CUSTOMER, tenant_id, new_id(), scopes=OF_CUSTOMER, name="Bao")
        scopes = OF_ROLE[Role.AGENT]
        agent = Actor(ActorKind.AGENT, tenant_id, new_id(), role=Role.AGENT, scopes=scopes, name="Ada")
        for role, actor in (("customer", customer), ("agent", agent)):
            token = tokens.sign(actor).token
            path = f"{url}/ws/v1/conversations/{conversation_id}"
            found.append(Credential(path, token, new_id().hex, conversation_id, role))
    return found
