"""Every event there is. A new class here needs a golden case and a reducer branch; tests ask for both."""

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
from chorus.protocol.events.event import Event
from chorus.protocol.events.message import MessageDelivered, MessageSeen, MessageSent, NoteAdded

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

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
EVENT_CLASSES: dict[str, type[Event]] = {
    str(cls.model_fields["type"].default): cls for cls in get_args(get_args(AnyEvent)[0])
}
