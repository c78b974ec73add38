"""Scopes: what a token allows. A role is a set of them; an API key names its own."""

from enum import StrEnum

from chorus.core.actor import Role


class Scope(StrEnum):
    """One permission of the API, as OAuth2 names it."""

    SELF = "self"
    CONVERSATIONS_READ = "conversations:read"
    CONVERSATIONS_WRITE = "conversations:write"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    USERS_READ = "users:read"
    USERS_WRITE = "users:write"
    REPLIES_WRITE = "replies:write"
    KB_READ = "kb:read"
    KB_WRITE = "kb:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    USAGE_READ = "usage:read"
    API_KEYS_WRITE = "api-keys:write"
    AUDIT_READ = "audit:read"
    CUSTOMER = "customer"


MEANING: dict[str, str] = {
    Scope.SELF: "Read and change one's own profile",
    Scope.CONVERSATIONS_READ: "Read conversations, messages, the queue and presence",
    Scope.CONVERSATIONS_WRITE: "Escalate, transfer, close; a person also accepts and answers",
    Scope.CUSTOMERS_READ: "Read customers",
    Scope.CUSTOMERS_WRITE: "Change customers",
    Scope.USERS_READ: "Read users and teams",
    Scope.USERS_WRITE: "Change users and teams",
    Scope.REPLIES_WRITE: "Change canned replies and labels",
    Scope.KB_READ: "Read and search the knowledge base",
    Scope.KB_WRITE: "Change the knowledge base",
    Scope.SETTINGS_READ: "Read the tenant's settings and inboxes",
    Scope.SETTINGS_WRITE: "Change the tenant's settings and inboxes",
    Scope.USAGE_READ: "Read usage and cost",
    Scope.API_KEYS_WRITE: "Create and revoke API keys",
    Scope.AUDIT_READ: "Read administrative events",
    Scope.CUSTOMER: "A customer's own conversations",
}

_AGENT = frozenset(
    {
        Scope.SELF,
        Scope.CONVERSATIONS_READ,
        Scope.CONVERSATIONS_WRITE,
        Scope.CUSTOMERS_READ,
        Scope.CUSTOMERS_WRITE,
        Scope.USERS_READ,
        Scope.KB_READ,
        Scope.SETTINGS_READ,
    }
)
_SUPERVISOR = _AGENT | {Scope.REPLIES_WRITE, Scope.KB_WRITE, Scope.USAGE_READ}
_ADMIN = _SUPERVISOR | {Scope.USERS_WRITE, Scope.SETTINGS_WRITE, Scope.API_KEYS_WRITE, Scope.AUDIT_READ}

OF_ROLE: dict[Role, frozenset[str]] = {
    Role.AGENT: frozenset(_AGENT),
    Role.SUPERVISOR: frozenset(_SUPERVISOR),
    Role.ADMIN: frozenset(_ADMIN),
}
OF_CUSTOMER: frozenset[str] = frozenset({Scope.CUSTOMER})
# A key is no person and no customer, and cannot make other keys: what is revoked stays revoked.
OF_KEYS: frozenset[str] = frozenset(set(Scope) - {Scope.SELF, Scope.CUSTOMER, Scope.API_KEYS_WRITE})
