"""The chat service as the gateway asks it: opens sockets, appends messages, replays the log."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import structlog

from chorus.chat.conversations.policy import require_user
from chorus.chat.inboxes.socket_origins import Origins
from chorus.chat.log.read import LogReader, read_heads, read_missed, read_topic
from chorus.chat.messages.acknowledge import acknowledge
from chorus.chat.messages.append import MessageWriter, Outcome
from chorus.chat.messages.say import message_of
from chorus.core.actor import Actor, ActorKind, Role
from chorus.core.batch_future import BatchFuture
from chorus.core.errors import ChorusError, UnavailableError
from chorus.core.ids import ConversationId, TenantId
from chorus.protocol.rpc.exchange import (
    Acknowledge,
    Answer,
    Caller,
    Declare,
    Done,
    Follow,
    Heads,
    Moved,
    Open,
    Opened,
    Recheck,
    Refused,
    Replay,
    Replayed,
    Request,
    Revoked,
    Send,
    Sent,
)
from chorus.stores.postgres.database import Database

log = structlog.get_logger(__name__)

HEADS_WAIT_MAX = 5.0
AWAY = Refused(UnavailableError.code, UnavailableError.message, retryable=True, retry_after_seconds=1)


class Gate(Protocol):
    """What the exchange asks of `auth`: a nonce is spent once, a log-in may be lost."""

    async def spend(self, nonce: str, *, actor: Actor, origin: str | None, conversation_id: UUID | None) -> None:
        """Spend the nonce; raises when it is not good for this."""
        ...

    async def lost(self, login_ids: Sequence[UUID]) -> list[UUID]:
        """Return the revoked ones among these log-ins."""
        ...

    async def declare(self, actor: Actor, status: str) -> None:
        """Set the declared status of a user."""
        ...


class Growth(Protocol):
    """Tells that the log grew (`stores.log_growth`)."""

    count: int

    async def wait_for_change(self, count: int, seconds: float) -> None:
        """Wait until there is news after `count`, but not longer than `seconds`."""
        ...


class ChatExchange:
    """Implements `protocol.rpc.exchange.Exchange`. A failure of one request is its own answer."""

    def __init__(
        self,
        database: Database,
        writer: MessageWriter,
        gate: Gate,
        growth: Growth | None = None,
        origins: Origins | None = None,
    ) -> None:
        self._database = database
        self._log = LogReader(database)
        self._writer = writer
        self._gate = gate
        self._growth = growth
        self._origins = origins
        self._handlers: dict[type[Request], Callable[[Any], Awaitable[Answer]]] = {
            Open: self._open,
            Follow: self._follow,
            Acknowledge: self._acknowledge,
            Declare: self._declare,
            Replay: self._replay,
            Heads: self._heads,
            Recheck: self._recheck,
        }

    async def ask(self, requests: Sequence[Request]) -> list[Answer]:
        """Handle a batch: its messages in their order, all else side by side."""
        answers = BatchFuture[Answer](len(requests), AWAY)
        others: list[int] = []
        for index, request in enumerate(requests):
            if type(request) is Send:
                self._send(request, partial(answers.fill, index))
            else:
                others.append(index)
        if others:
            found = await asyncio.gather(*(self._answer(requests[index]) for index in others))
            for index, answer in zip(others, found, strict=True):
                answers.fill(index, answer)
        return await answers.future

    async def _answer(self, request: Request) -> Answer:
        try:
            return await self._handlers[type(request)](request)
        except ChorusError as error:
            return refused(error)
        except Exception:
            log.exception("exchange.failed", request=type(request).__name__)
            return refused(UnavailableError())

    async def _open(self, request: Open) -> Answer:
        actor = actor_of(request.caller)
        if self._origins is not None and request.conversation_id is not None:
            await self._origins.require(actor, request.origin, ConversationId(request.conversation_id))
        await self._gate.spend(
            request.nonce, actor=actor, origin=request.origin, conversation_id=request.conversation_id
        )
        if request.conversation_id is None:
            require_user(actor)
            missed = await read_missed(self._log, actor.tenant_id, conversation_id=None)
            return Opened(topic=None, epoch=missed.epoch)
        return await self._opened(actor, request.conversation_id, request.position, request.epoch)

    async def _follow(self, request: Follow) -> Answer:
        actor = actor_of(request.caller)
        if request.conversation_id is None:
            require_user(actor)  # the feed is the tenant's; a customer follows their own conversation to fill a gap
        return await self._opened(actor, request.conversation_id, request.position, request.epoch)

    async def _opened(self, actor: Actor, conversation_id: UUID | None, after: int | None, epoch: str) -> Opened:
        missed = await read_missed(
            self._log,
            actor.tenant_id,
            conversation_id=conversation_id,
            customer_id=actor.customer_id if actor.is_customer else None,
            after=after,
            epoch=epoch,
        )
        return Opened(
            topic=missed.topic,
            epoch=missed.epoch,
            position=missed.position,
            replay=list(missed.replay),
            resync=missed.resync,
            resumed=after is not None and missed.resync is None,
        )

    def _send(self, request: Send, done: Callable[[Answer], None]) -> None:
        caller, message = request.caller, request.message

        def appended(outcome: Outcome) -> None:
            if isinstance(outcome, ChorusError):
                done(refused(outcome))
                return
            is_customer = caller.kind == ActorKind.CUSTOMER
            position = outcome.customer_position if is_customer else outcome.agent_position
            done(Sent(message.id, position or 0, outcome.created_at))

        try:
            new = message_of(
                caller,
                request.conversation_id,
                message_id=message.id,
                content=message.content,
                message_type=message.message_type,
                attachment_ids=message.attachment_ids,
                trace=request.trace,
            )
            self._writer.submit(new, appended)
        except ChorusError as error:
            done(refused(error))
        except Exception:
            log.exception("exchange.failed", request="Send")
            done(AWAY)

    async def _acknowledge(self, request: Acknowledge) -> Answer:
        actor, receipt = actor_of(request.caller), request.receipt
        async with self._database.transaction(actor.tenant_id) as tx:
            await acknowledge(
                tx, actor, ConversationId(request.conversation_id), delivered=receipt.delivered, read=receipt.read
            )
        return Done()

    async def _declare(self, request: Declare) -> Answer:
        actor = actor_of(request.caller)
        require_user(actor)
        await self._gate.declare(actor, request.status)
        return Done()

    async def _replay(self, request: Replay) -> Answer:
        tenant_id = TenantId(request.tenant_id)
        return Replayed(await read_topic(self._log, tenant_id, request.topic, after=request.after, limit=request.limit))

    async def _heads(self, request: Heads) -> Answer:
        growth = self._growth
        count = growth.count if growth is not None else 0
        found = await read_heads(self._database, request.cursor)
        if not found.positions and found.cursor == request.cursor and growth is not None and request.wait_seconds > 0:
            await growth.wait_for_change(count, min(request.wait_seconds, HEADS_WAIT_MAX))
            found = await read_heads(self._database, found.cursor)
        return Moved(dict(found.positions), found.cursor, found.epoch)

    async def _recheck(self, request: Recheck) -> Answer:
        return Revoked(await self._gate.lost(request.login_ids))


def actor_of(caller: Caller) -> Actor:
    """Return the actor of the identity that the gateway verified."""
    return Actor(
        kind=ActorKind(caller.kind),
        tenant_id=TenantId(caller.tenant_id),
        id=caller.id,
        role=Role(caller.role) if caller.role else None,
        login_id=caller.login_id,
        name=caller.name,
        conversation_id=ConversationId(caller.conversation_id) if caller.conversation_id else None,
    )


def refused(error: ChorusError) -> Refused:
    """Convert a refusal for the gateway."""
    return Refused(error.code, error.text, error.retryable, error.retry_after_seconds)
