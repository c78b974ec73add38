"""Every event there is. A new class needs a golden case, one of a conversation a branch in the reducers; tests ask."""

from typing import Annotated, get_args

from pydantic import Field, TypeAdapter

from chorus.protocol.events.conversation import (
    CallbackPromised,
    ConversationAssigned,
    ConversationBriefed,
    ConversationClosed,
    ConversationCreated,
    ConversationEscalated,
    ConversationLabelled,
    ConversationRated,
    ConversationReopened,
    ConversationRequeued,
    ConversationReturned,
    ConversationTransferred,
    CustomerUpdated,
    EscalationCancelled,
    EscalationDeclined,
    EscalationOffered,
)
from chorus.protocol.events.event import ConversationEvent, TenantEvent
from chorus.protocol.events.message import MessageDelivered, MessageSeen, MessageSent, NoteAdded
from chorus.protocol.events.tenant import (
    ApiKeyIssued,
    ApiKeyRevoked,
    CannedReplyCreated,
    CannedReplyDeleted,
    CannedReplyUpdated,
    CustomerBlockAdded,
    CustomerBlockRemoved,
    DocumentAdded,
    DocumentIndexed,
    DocumentRemoved,
    InboxCreated,
    InboxDeleted,
    InboxIdentitySecretRemoved,
    InboxIdentitySecretSet,
    InboxUpdated,
    LabelCreated,
    LabelDeleted,
    LabelUpdated,
    TeamCreated,
    TeamDeleted,
    TeamRenamed,
    TeamUsersSet,
    TenantCreated,
    TenantTierSet,
    TenantUpdated,
    UserCreated,
    UserDisabled,
    UserEnabled,
    UserPasswordChanged,
    UserUpdated,
)

AnyEvent = Annotated[
    CallbackPromised
    | ConversationAssigned
    | ConversationBriefed
    | ConversationClosed
    | ConversationCreated
    | ConversationEscalated
    | ConversationLabelled
    | ConversationRated
    | ConversationReopened
    | ConversationRequeued
    | ConversationReturned
    | ConversationTransferred
    | CustomerUpdated
    | EscalationCancelled
    | EscalationDeclined
    | EscalationOffered
    | MessageDelivered
    | MessageSeen
    | MessageSent
    | NoteAdded,
    Field(discriminator="type"),
]

AnyTenantEvent = Annotated[
    ApiKeyIssued
    | ApiKeyRevoked
    | CannedReplyCreated
    | CannedReplyDeleted
    | CannedReplyUpdated
    | CustomerBlockAdded
    | CustomerBlockRemoved
    | DocumentAdded
    | DocumentIndexed
    | DocumentRemoved
    | InboxCreated
    | InboxDeleted
    | InboxIdentitySecretRemoved
    | InboxIdentitySecretSet
    | InboxUpdated
    | LabelCreated
    | LabelDeleted
    | LabelUpdated
    | TeamCreated
    | TeamDeleted
    | TeamRenamed
    | TeamUsersSet
    | TenantCreated
    | TenantTierSet
    | TenantUpdated
    | UserCreated
    | UserDisabled
    | UserEnabled
    | UserPasswordChanged
    | UserUpdated,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
TENANT_EVENT: TypeAdapter[AnyTenantEvent] = TypeAdapter(AnyTenantEvent)
# Those of a conversation, which sockets carry; those of a tenant are read by administrators.
EVENT_CLASSES: dict[str, type[ConversationEvent]] = {
    str(cls.model_fields["type"].default): cls for cls in get_args(get_args(AnyEvent)[0])
}
TENANT_EVENT_CLASSES: dict[str, type[TenantEvent]] = {
    str(cls.model_fields["type"].default): cls for cls in get_args(get_args(AnyTenantEvent)[0])
}
