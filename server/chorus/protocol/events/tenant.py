"""Events of a tenant: administrative changes, the base of an audit. Ids and names of fields, nothing personal."""

from typing import Literal
from uuid import UUID

from chorus.protocol.events.event import TenantEvent


class TenantCreated(TenantEvent):
    """The tenant was founded."""

    type: Literal["tenant.created"] = "tenant.created"
    tier: str


class TenantUpdated(TenantEvent):
    """The tenant's name or settings changed. `fields` names them, settings as `settings.<name>`."""

    type: Literal["tenant.updated"] = "tenant.updated"
    fields: list[str]


class TenantTierSet(TenantEvent):
    """The tenant has another tier."""

    type: Literal["tenant.tier_set"] = "tenant.tier_set"
    tier: str


class UserCreated(TenantEvent):
    """Somebody can log in."""

    type: Literal["user.created"] = "user.created"
    user_id: UUID
    role: str


class UserUpdated(TenantEvent):
    """A user changed. `fields` may name `password`; `role` is the role they have now."""

    type: Literal["user.updated"] = "user.updated"
    user_id: UUID
    fields: list[str]
    role: str


class UserPasswordChanged(TenantEvent):
    """A user changed their own password."""

    type: Literal["user.password_changed"] = "user.password_changed"
    user_id: UUID


class UserDisabled(TenantEvent):
    """A user can no longer log in."""

    type: Literal["user.disabled"] = "user.disabled"
    user_id: UUID


class UserEnabled(TenantEvent):
    """A user can log in again."""

    type: Literal["user.enabled"] = "user.enabled"
    user_id: UUID


class TeamCreated(TenantEvent):
    """A team was made."""

    type: Literal["team.created"] = "team.created"
    team_id: UUID
    name: str


class TeamRenamed(TenantEvent):
    """A team has another name."""

    type: Literal["team.renamed"] = "team.renamed"
    team_id: UUID
    name: str


class TeamUsersSet(TenantEvent):
    """The users of a team are now these."""

    type: Literal["team.users_set"] = "team.users_set"
    team_id: UUID
    user_ids: list[UUID]


class TeamDeleted(TenantEvent):
    """A team was deleted."""

    type: Literal["team.deleted"] = "team.deleted"
    team_id: UUID
    name: str


class InboxCreated(TenantEvent):
    """An inbox was added."""

    type: Literal["inbox.created"] = "inbox.created"
    inbox_id: UUID
    channel: str
    name: str


class InboxUpdated(TenantEvent):
    """An inbox changed. `fields` names what, settings as `settings.<name>`."""

    type: Literal["inbox.updated"] = "inbox.updated"
    inbox_id: UUID
    fields: list[str]


class InboxIdentitySecretSet(TenantEvent):
    """The site proves its customers' identities by a new secret, or by its public key."""

    type: Literal["inbox.identity_secret_set"] = "inbox.identity_secret_set"
    inbox_id: UUID
    kind: Literal["secret", "public_key"]


class InboxIdentitySecretRemoved(TenantEvent):
    """The site proves no identities any more."""

    type: Literal["inbox.identity_secret_removed"] = "inbox.identity_secret_removed"
    inbox_id: UUID


class InboxDeleted(TenantEvent):
    """An inbox was deleted."""

    type: Literal["inbox.deleted"] = "inbox.deleted"
    inbox_id: UUID
    name: str


class ApiKeyIssued(TenantEvent):
    """An API key was made. Its secret is in no event."""

    type: Literal["api_key.issued"] = "api_key.issued"
    api_key_id: UUID
    name: str
    scopes: list[str]


class ApiKeyRevoked(TenantEvent):
    """An API key no longer holds."""

    type: Literal["api_key.revoked"] = "api_key.revoked"
    api_key_id: UUID


class CannedReplyCreated(TenantEvent):
    """A canned reply was added."""

    type: Literal["canned_reply.created"] = "canned_reply.created"
    canned_reply_id: UUID
    shortcut: str


class CannedReplyUpdated(TenantEvent):
    """A canned reply changed."""

    type: Literal["canned_reply.updated"] = "canned_reply.updated"
    canned_reply_id: UUID
    shortcut: str


class CannedReplyDeleted(TenantEvent):
    """A canned reply was deleted."""

    type: Literal["canned_reply.deleted"] = "canned_reply.deleted"
    canned_reply_id: UUID
    shortcut: str


class LabelCreated(TenantEvent):
    """A label was defined."""

    type: Literal["label.created"] = "label.created"
    label_id: UUID
    name: str


class LabelUpdated(TenantEvent):
    """A label has another color."""

    type: Literal["label.updated"] = "label.updated"
    label_id: UUID
    name: str
    color: str


class LabelDeleted(TenantEvent):
    """A label was deleted; a job takes it off the conversations that carry it."""

    type: Literal["label.deleted"] = "label.deleted"
    label_id: UUID
    name: str


class DocumentAdded(TenantEvent):
    """A document was added to the knowledge base."""

    type: Literal["document.added"] = "document.added"
    document_id: UUID
    title: str


class DocumentIndexed(TenantEvent):
    """The bot answers from a document, or it could not be read."""

    type: Literal["document.indexed"] = "document.indexed"
    document_id: UUID
    status: Literal["ready", "failed"]


class DocumentRemoved(TenantEvent):
    """A document was removed from the knowledge base."""

    type: Literal["document.removed"] = "document.removed"
    document_id: UUID


class CustomerBlockAdded(TenantEvent):
    """A customer may not write any more."""

    type: Literal["customer.block_added"] = "customer.block_added"
    customer_id: UUID


class CustomerBlockRemoved(TenantEvent):
    """A customer may write again."""

    type: Literal["customer.block_removed"] = "customer.block_removed"
    customer_id: UUID
