"""Tend the queue of a tenant: end offers that ran out, make new ones oldest first, tell customers their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chorus.chat.conversations.queries import find, lock
from chorus.chat.escalations.decline import expire_offer
from chorus.chat.escalations.offer import offer
from chorus.chat.escalations.phrases import NOBODY_ON_DUTY, phrase
from chorus.chat.escalations.queries import estimate, queue, seconds_between_accepts, waiting_of
from chorus.chat.escalations.table import Escalation
from chorus.chat.messages.notice import notice
from chorus.core.actor import system_of
from chorus.core.clock import now
from chorus.core.errors import ChorusError
from chorus.core.ids import ConversationId, TenantId, UserId
from chorus.stores.database import Database, Tx
from chorus.wire.envelope import Envelope
from chorus.wire.frames import Queue, encode
from chorus.wire.topics import conversation_for_customer

TOLD_KEY = "toldNobodyOnDuty"


@dataclass(frozen=True, slots=True)
class OfferRules:
    """How long an agent is asked, and how many conversations one may have to be asked at all."""

    timeout: timedelta = timedelta(seconds=30)
    capacity: int = 5


async def tend_queue(database: Database, tenant_id: TenantId, *, available: Sequence[UserId], rules: OfferRules) -> int:
    """One round over everything that waits; how many offers were made. Each conversation is its own transaction."""
    async with database.transaction(tenant_id) as tx:
        waiting = await queue(tx)
        spacing = await seconds_between_accepts(tx)
    offers = 0
    for place, escalation in enumerate(waiting, start=1):
        try:
            async with database.transaction(tenant_id) as tx:
                offers += await _tend(tx, escalation, list(available), rules)
                tx.hint(_place(escalation, place, spacing, is_somebody_on_duty=bool(available)))
        except ChorusError:
            continue  # accepted, cancelled or closed a moment ago: nothing waits here any more
    return offers


async def _tend(tx: Tx, escalation: Escalation, available: list[UserId], rules: OfferRules) -> int:
    conversation_id = escalation.conversation_id
    if escalation.offer_expires_at is not None and escalation.offer_expires_at <= now():
        await expire_offer(tx, conversation_id)
    elif escalation.offered_to is not None:
        return 0
    if not available:
        await _tell_nobody_is_on_duty(tx, conversation_id)
        return 0
    offered = await offer(tx, conversation_id, candidates=available, timeout=rules.timeout, capacity=rules.capacity)
    return int(offered is not None)


async def _tell_nobody_is_on_duty(tx: Tx, conversation_id: ConversationId) -> None:
    conversation = await find(tx, system_of(tx.tenant_id), conversation_id)
    if conversation.metadata.get(TOLD_KEY) == conversation.floor_number:
        return
    conversation = await lock(tx, system_of(tx.tenant_id), conversation_id)
    await waiting_of(tx, conversation_id)  # an agent may have come in this very moment
    await tx.update(conversation, metadata={**conversation.metadata, TOLD_KEY: conversation.floor_number})
    await notice(tx, conversation, phrase(NOBODY_ON_DUTY, conversation.language))


def _place(escalation: Escalation, place: int, spacing: float | None, *, is_somebody_on_duty: bool) -> Envelope:
    frame = Queue(
        conversation_id=escalation.conversation_id,
        place=place,
        estimated_wait_seconds=estimate(place, spacing),
        is_somebody_on_duty=is_somebody_on_duty,
    )
    return Envelope(conversation_for_customer(escalation.conversation_id), 0, encode(frame))
