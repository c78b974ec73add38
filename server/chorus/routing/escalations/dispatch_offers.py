"""Tend the queue of a tenant: end offers that ran out, make new ones oldest first, tell customers their place."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chorus.chat.conversations.queries import lock
from chorus.chat.messages.notice import notice
from chorus.core.actor import system_of
from chorus.core.errors import ChorusError
from chorus.core.ids import ConversationId, TeamId, TenantId, UserId
from chorus.language.phrases.routing import NOBODY_ON_DUTY, phrase
from chorus.protocol.envelope import Envelope
from chorus.protocol.frames import Queue, encode
from chorus.protocol.topics import conversation_for_customer
from chorus.routing.escalations.decline import expire_offer
from chorus.routing.escalations.offer import offer
from chorus.routing.escalations.queries import (
    TOLD_KEY,
    Waiting,
    agents_by_load,
    estimate,
    expired_offers,
    is_there,
    queue,
    seconds_between_accepts,
    teams_of,
    waiting_of,
    without_offline_notice,
)
from chorus.stores.postgres.database import Database, Tx


@dataclass(frozen=True, slots=True)
class OfferRules:
    """The rules of offers: their duration, and the conversations per agent."""

    timeout: timedelta = timedelta(seconds=30)
    capacity: int = 5


async def dispatch_offers(
    database: Database, tenant_id: TenantId, *, available: Sequence[UserId], rules: OfferRules
) -> int:
    """Sweep a tenant's queue once. Return the number of offers made.

    A conversation costs a transaction of its own only where there is something to write: so many who wait and cannot be
    offered to anybody cost next to nothing, however often the round is run.
    """
    async with database.transaction(tenant_id) as tx:
        expired = await expired_offers(tx)
        told_now = [] if available else await without_offline_notice(tx)
    await _each(database, tenant_id, expired, expire_offer)
    await _each(database, tenant_id, told_now, _tell_nobody_is_on_duty)
    async with database.transaction(tenant_id) as tx:
        waiting = await queue(tx)
        free = await agents_by_load(tx, list(available), team_id=None, capacity=rules.capacity) if available else []
        teams = await teams_of(tx, available) if available else {}
        spacing = await seconds_between_accepts(tx) if waiting else None
        for found in waiting:
            there = is_there(found.team_id, available, teams)
            tx.hint(_place(found, spacing, is_somebody_on_duty=there))
    return await _offer_all(database, tenant_id, waiting, _Free(free, teams), rules)


class _Free:
    """Agents with room and no open offer: in the course of a round they become fewer."""

    def __init__(self, agents: Sequence[UserId], teams: Mapping[TeamId, set[UserId]]) -> None:
        self.agents = list(agents)
        self._teams = teams

    def who_may_take(self, found: Waiting) -> list[UserId]:
        """Return the users of its team who have not declined it."""
        team = None if found.team_id is None else self._teams.get(found.team_id, set())
        declined = set(found.declined_by)
        return [agent for agent in self.agents if agent not in declined and (team is None or agent in team)]


async def _offer_all(
    database: Database, tenant_id: TenantId, waiting: Sequence[Waiting], free: _Free, rules: OfferRules
) -> int:
    offers = 0
    for found in waiting:
        if not free.agents:
            break
        if found.is_offered or not (asked := free.who_may_take(found)):
            continue
        try:
            async with database.transaction(tenant_id) as tx:
                taken = await offer(
                    tx, found.conversation_id, candidates=asked, timeout=rules.timeout, capacity=rules.capacity
                )
        except ChorusError as error:
            _require_gone(error)
            continue
        offers += taken is not None
        # None: another round got ahead of this one, and it goes on with these agents.
        gone = set(asked) if taken is None else {taken}
        free.agents = [agent for agent in free.agents if agent not in gone]
    return offers


async def _each(
    database: Database,
    tenant_id: TenantId,
    conversation_ids: Sequence[ConversationId],
    act: Callable[[Tx, ConversationId], Awaitable[object]],
) -> None:
    for conversation_id in conversation_ids:
        try:
            async with database.transaction(tenant_id) as tx:
                await act(tx, conversation_id)
        except ChorusError as error:
            _require_gone(error)


def _require_gone(error: ChorusError) -> None:
    # Accepted, cancelled or closed a moment ago: nothing waits here any more. What may pass, the job tries again.
    if error.retryable:
        raise error


async def _tell_nobody_is_on_duty(tx: Tx, conversation_id: ConversationId) -> None:
    conversation = await lock(tx, system_of(tx.tenant_id), conversation_id)
    await waiting_of(tx, conversation_id)  # an agent may have come in this very moment
    if conversation.details.get(TOLD_KEY) == conversation.floor_number:
        return
    await tx.update(conversation, details={**conversation.details, TOLD_KEY: conversation.floor_number})
    await notice(tx, conversation, phrase(NOBODY_ON_DUTY, conversation.language))


def _place(found: Waiting, spacing: float | None, *, is_somebody_on_duty: bool) -> Envelope:
    frame = Queue(
        conversation_id=found.conversation_id,
        place=found.place,
        estimated_wait_seconds=estimate(found.place, spacing) if is_somebody_on_duty else None,
        is_somebody_on_duty=is_somebody_on_duty,
    )
    return Envelope(conversation_for_customer(found.conversation_id), 0, encode(frame))
