"""One example of every frame and every event, for the AsyncAPI document. They are real objects, so they stay valid."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from chorus.core.actor import ActorKind
from chorus.protocol import frames
from chorus.protocol.events import conversation as life
from chorus.protocol.events import message as messages
from chorus.protocol.events.event import ActorRead, ConversationEvent

CONVERSATION = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c0001")
MESSAGE = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c0002")
ADA = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c0003")
BAO = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c0004")
INBOX = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c0005")
ESCALATION = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c0006")
SESSION = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c0007")
TEAM = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c0008")
CONNECTION = UUID("0199a3c0-5b7e-7c11-9d52-5f0a7d1c0009")
AT = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
EPOCH = "4f1d2a9c0b7e"

FROM_CLIENT: list[frames.FromClient] = [
    frames.Auth(position=11, epoch=EPOCH),
    frames.Subscribe(conversation_id=CONVERSATION, position=11, epoch=EPOCH),
    frames.Unsubscribe(conversation_id=CONVERSATION),
    frames.Message(id=MESSAGE, content="Where is my order 4711?"),
    frames.Typing(state="started"),
    frames.Receipt(delivered=12, read=12),
    frames.Presence(status="busy"),
    frames.Ping(),
]

FROM_SERVER: list[frames.FromServer] = [
    frames.Welcome(
        connection_id=CONNECTION,
        epoch=EPOCH,
        heartbeat_seconds=25,
        position=12,
        conversation_id=CONVERSATION,
        resumed=True,
    ),
    frames.Subscribed(epoch=EPOCH, position=12, conversation_id=CONVERSATION, resumed=True),
    frames.Delivered(id=MESSAGE, position=13, created_at=AT, conversation_id=CONVERSATION),
    frames.Resync(reason="too_far", epoch=EPOCH, position=901, conversation_id=CONVERSATION),
    frames.Error(
        code="limit.reached",
        message="Too many requests. Try again shortly.",
        retryable=True,
        retry_after_seconds=2,
        id=MESSAGE,
    ),
    frames.Typing(state="started", role="agent", conversation_id=CONVERSATION, user_id=ADA, name="Ada"),
    frames.Presence(status="available", user_id=ADA),
    frames.Queue(conversation_id=CONVERSATION, place=2, estimated_wait_seconds=90),
    frames.Drain(reconnect_in_ms=1400),
    frames.Pong(),
]


def _message(role: messages.MessageRole, name: str, author: UUID | None, content: str) -> messages.MessageRead:
    kind = messages.MessageType.TEXT
    return messages.MessageRead(
        id=MESSAGE, role=role, message_type=kind, author_id=author, author_name=name, content=content, created_at=AT
    )


_SENT = _message(messages.MessageRole.CUSTOMER, "Bao", BAO, "Where is my order 4711?")
_NOTE = _message(messages.MessageRole.AGENT, "Ada", ADA, "Checked with the warehouse.").model_copy(
    update={"message_type": messages.MessageType.NOTE}
)
_BY_CUSTOMER = {
    "conversation_id": CONVERSATION,
    "actor": ActorRead(kind=ActorKind.CUSTOMER, id=BAO, name="Bao"),
    "at": AT,
}
_BY_AGENT = {"conversation_id": CONVERSATION, "actor": ActorRead(kind=ActorKind.AGENT, id=ADA, name="Ada"), "at": AT}
_BY_SYSTEM = {"conversation_id": CONVERSATION, "actor": ActorRead(kind=ActorKind.SYSTEM), "at": AT}

EVENTS: list[ConversationEvent] = [
    event_class.model_validate({**who, **fields})
    for event_class, who, fields in (
        (
            life.ConversationCreated,
            _BY_CUSTOMER,
            {"inbox_id": INBOX, "channel": "web", "customer": life.CustomerSummary(id=BAO, name="Bao")},
        ),
        (
            life.ConversationEscalated,
            _BY_CUSTOMER,
            {"escalation_id": ESCALATION, "reason": "requested", "evidence": [MESSAGE], "team_id": TEAM},
        ),
        (life.EscalationCancelled, _BY_CUSTOMER, {"escalation_id": ESCALATION}),
        (
            life.EscalationOffered,
            _BY_SYSTEM,
            {"escalation_id": ESCALATION, "agent_id": ADA, "expires_at": AT + timedelta(seconds=30)},
        ),
        (
            life.EscalationDeclined,
            _BY_AGENT,
            {"escalation_id": ESCALATION, "agent_id": ADA, "cause": "declined"},
        ),
        (
            life.ConversationAssigned,
            _BY_AGENT,
            {"live_chat_session_id": SESSION, "agent_id": ADA, "agent_name": "Ada"},
        ),
        (life.ConversationTransferred, _BY_AGENT, {"escalation_id": ESCALATION, "to_team_id": TEAM}),
        (life.ConversationRequeued, _BY_AGENT, {"escalation_id": ESCALATION}),
        (life.ConversationReturned, _BY_AGENT, {}),
        (life.ConversationClosed, _BY_AGENT, {}),
        (life.ConversationReopened, _BY_AGENT, {}),
        (life.ConversationRated, _BY_CUSTOMER, {"score": 5}),
        (life.ConversationLabelled, _BY_AGENT, {"labels": ["delivery"]}),
        (life.ConversationBriefed, _BY_SYSTEM, {"version": 1, "basis_position": 12, "origin": "rules"}),
        (life.CustomerUpdated, _BY_AGENT, {"customer": life.CustomerSummary(id=BAO, name="Bao")}),
        (life.CallbackPromised, _BY_CUSTOMER, {}),
        (messages.MessageSent, _BY_CUSTOMER, {"message": _SENT}),
        (messages.NoteAdded, _BY_AGENT, {"message": _NOTE}),
        (messages.MessageDelivered, _BY_AGENT, {"message_ids": [MESSAGE]}),
        (messages.MessageSeen, _BY_AGENT, {"message_ids": [MESSAGE]}),
    )
]
