"""Build reply frames from errors and from the chat service's answers."""

from typing import Any
from uuid import UUID

from chorus.core.actor import ActorKind
from chorus.core.errors import ChorusError
from chorus.gateway.protocol.effects import Ask, Effect, Granted, Settle, Write
from chorus.protocol import topics
from chorus.protocol.envelope import Envelope
from chorus.protocol.frames import Error, FromServer, Presence, Receipt, Resync, Typing, encode
from chorus.protocol.rpc import exchange


def granted(ask: Ask, answer: exchange.Opened, conversation_id: UUID | None, greeting: FromServer) -> list[Effect]:
    """Replay or resync, then the greeting, then live events."""
    effects: list[Effect] = []
    if answer.resync is not None:
        resync = Resync(
            reason=answer.resync, epoch=answer.epoch, position=answer.position, conversation_id=conversation_id
        )
        effects.append(Write(encode(resync)))
    else:
        effects.extend(Write(envelope.body, is_replay=True) for envelope in answer.replay)
    effects.append(Write(encode(greeting)))
    effects.append(Granted(answer.epoch, answer.resumed, answer.resync is not None))
    if ask.subscription is not None:
        ask.subscription.position = answer.position
        effects.append(Settle(ask.subscription))
    return effects


def error_frame(error: ChorusError, frame_id: UUID | None = None, conversation_id: UUID | None = None) -> Error:
    """Return a refusal of our own."""
    return Error(
        code=error.code,
        message=error.text,
        retryable=error.retryable,
        retry_after_seconds=error.retry_after_seconds,
        id=frame_id,
        conversation_id=conversation_id,
    )


def error_of(answer: exchange.Answer, *, frame_id: UUID | None = None, conversation_id: UUID | None = None) -> Error:
    """Convert a refusal to a frame. An answer of an unexpected type is a failure."""
    if isinstance(answer, exchange.Refused):
        return Error(
            code=answer.code,
            message=answer.message,
            retryable=answer.retryable,
            retry_after_seconds=answer.retry_after_seconds,
            id=frame_id,
            conversation_id=conversation_id,
        )
    return Error(code="server.failed", message=ChorusError.message, id=frame_id, conversation_id=conversation_id)


def typing_envelopes(caller: exchange.Caller, state: str, conversation_id: UUID) -> list[Envelope]:
    """Build the typing frames for the others. Customers see only agents."""
    to_agents = topics.conversation_for_agents(conversation_id)
    typing_state: Any = state
    if caller.kind == ActorKind.CUSTOMER:
        return [_ephemeral(to_agents, Typing(typing_state, "customer", conversation_id))]
    typing = Typing(typing_state, "agent", conversation_id, caller.id, caller.name)
    return [_ephemeral(to_agents, typing), _ephemeral(topics.conversation_for_customer(conversation_id), typing)]


def presence_envelope(request: exchange.Declare) -> Envelope:
    """Return the status that a user has declared, to everyone who works there."""
    status: Any = request.status
    presence = Presence(status, user_id=request.caller.id)
    return _ephemeral(topics.tenant_feed(request.caller.tenant_id), presence)


def _ephemeral(topic: topics.Topic, frame: FromServer) -> Envelope:
    return Envelope(topic, 0, encode(frame))


def merged(earlier: exchange.Acknowledge, later: exchange.Acknowledge) -> exchange.Acknowledge:
    """Both receipts in one."""
    receipt = Receipt(
        max(earlier.receipt.delivered, later.receipt.delivered), max(earlier.receipt.read, later.receipt.read)
    )
    return exchange.Acknowledge(later.caller, later.conversation_id, receipt)
