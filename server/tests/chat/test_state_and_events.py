"""The proof of a realtime system: the old state plus the events equals a fresh fetch, for every event type."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.label import label
from chorus.chat.conversations.queries import lock
from chorus.chat.conversations.rate import rate
from chorus.chat.conversations.table import Conversation
from chorus.chat.log.read import LogReader, read_missed
from chorus.chat.messages.acknowledge import acknowledge
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.notice import notice
from chorus.chat.messages.say import say, say_as_bot
from chorus.chat.snapshot import read_state
from chorus.core.actor import Actor, system_of
from chorus.core.clock import now
from chorus.core.ids import MessageId, new_id
from chorus.protocol.events import EVENT_CLASSES
from chorus.protocol.events.conversation import ConversationBriefed, EscalationReason
from chorus.protocol.events.event import by
from chorus.routing.assignments.accept import accept
from chorus.routing.assignments.reopen import reopen
from chorus.routing.assignments.requeue import requeue, requeue_absent
from chorus.routing.assignments.return_to_bot import return_to_bot
from chorus.routing.assignments.transfer import transfer
from chorus.routing.escalations.cancel import cancel
from chorus.routing.escalations.decline import decline
from chorus.routing.escalations.escalate import escalate
from chorus.routing.escalations.offer import offer_to
from chorus.routing.escalations.request_callback import request_callback
from chorus.stores.postgres.database import Database, Tx
from tests import people
from tests.chat.conversations.apply_event import apply_event
from tests.people import says

OFFERED_FOR = timedelta(seconds=30)

SOON = timedelta(seconds=30)


@dataclass
class Proof:
    """Follows a conversation through both audiences and compares after each step."""

    database: Database
    conversation: Conversation
    readers: list[Actor]
    states: dict[Any, dict[str, Any]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    async def fetch(self, reader: Actor) -> dict[str, Any]:
        """The state afresh, as JSON."""
        async with self.database.transaction(reader.tenant_id) as tx:
            state = await read_state(tx, reader, self.conversation.id)
        found: dict[str, Any] = json.loads(state.model_dump_json(by_alias=True))
        return found

    async def holds(self, step: str) -> None:
        """Old state plus events equals fresh state, for every reader."""
        for reader in self.readers:
            state = self.states[reader.id]
            missed = await read_missed(
                LogReader(self.database),
                reader.tenant_id,
                conversation_id=self.conversation.id,
                customer_id=reader.customer_id if reader.is_customer else None,
                after=state["conversation"]["position"],
            )
            for envelope in missed.replay:
                event = json.loads(envelope.body)
                self.seen.add(event["type"])
                state = apply_event(state, event)
            assert state == await self.fetch(reader), f"{step}, as {reader.name} sees it"
            self.states[reader.id] = state


@pytest.fixture
async def proof(database: Database, bao: Actor, ada: Actor) -> Proof:
    conversation = await people.conversation_with(database, bao)
    proof = Proof(database, conversation, [ada, bao])
    for reader in proof.readers:
        proof.states[reader.id] = await proof.fetch(reader)
    # `conversation.created` is seen by whoever follows from the very beginning.
    missed = await read_missed(LogReader(database), bao.tenant_id, conversation_id=conversation.id, after=0)
    proof.seen.update(json.loads(envelope.body)["type"] for envelope in missed.replay)
    return proof


async def _brief(tx: Tx, ada: Actor, conversation: Conversation) -> None:
    found = await lock(tx, ada, conversation.id)
    summary = {"version": 1, "basisPosition": found.message_position, "origin": "rules"}
    await tx.update(found, details={**found.details, "summary": summary})
    await tx.record(
        ConversationBriefed(
            conversation_id=found.id,
            actor=by(system_of(tx.tenant_id)),
            at=now(),
            version=1,
            basis_position=found.message_position,
            origin="rules",
        )
    )


async def test_state_plus_events_equals_a_fresh_fetch(
    database: Database, writer: MessageWriter, proof: Proof, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation, tenant = proof.conversation, bao.tenant_id
    async with database.transaction(tenant) as tx:
        await tx.execute("INSERT INTO labels (tenant_id, name) VALUES ($1, 'refund')", tenant)

    await says(writer, bao, conversation, "Where is my order? " * 20)
    await proof.holds("the customer writes")
    await say_as_bot(writer, tenant, conversation.id, content="Let me see.", floor_number=1)
    await proof.holds("the bot answers")
    async with database.transaction(tenant) as tx:
        await escalate(tx, bao, conversation.id, reason=EscalationReason.REQUESTED, detail="asked twice")
    await proof.holds("escalated")
    async with database.transaction(tenant) as tx:
        await cancel(tx, bao, conversation.id)
    await proof.holds("cancelled")
    async with database.transaction(tenant) as tx:
        await escalate(tx, ada, conversation.id, reason=EscalationReason.ANGER)
        await offer_to(tx, conversation.id, ada.user_id, timeout=SOON)
    await proof.holds("offered")
    async with database.transaction(tenant) as tx:
        await decline(tx, ada, conversation.id)
    await proof.holds("declined")
    async with database.transaction(tenant) as tx:
        await request_callback(tx, bao, conversation.id, email="bao@example.org", name="Bao Tran")
    await proof.holds("an address was left")
    async with database.transaction(tenant) as tx:
        await _brief(tx, ada, conversation)
    await proof.holds("briefed")
    async with database.transaction(tenant) as tx:
        await accept(tx, ada, conversation.id)
    await proof.holds("accepted")
    await says(writer, ada, conversation, "Hello, I am Ada.")
    note_id = MessageId(new_id())
    await say(writer, ada, conversation.id, message_id=note_id, content="He is upset.", message_type="note")
    await proof.holds("the agent answers and notes")
    async with database.transaction(tenant) as tx:
        await acknowledge(tx, bao, conversation.id, delivered=99)
        await acknowledge(tx, ada, conversation.id, read=99)
    await proof.holds("arrived and seen")
    async with database.transaction(tenant) as tx:
        await acknowledge(tx, bao, conversation.id, read=99)
        await label(tx, ada, conversation.id, labels=["refund"])
        await notice(tx, await lock(tx, ada, conversation.id), "A word from Chorus.")
    await proof.holds("seen, labelled, told")
    async with database.transaction(tenant) as tx:
        await transfer(
            tx, ada, conversation.id, agent_id=ben.user_id, note="He waits since Monday.", timeout=OFFERED_FOR
        )
    await proof.holds("transferred")
    async with database.transaction(tenant) as tx:
        await accept(tx, ben, conversation.id)
        await requeue(tx, ben, conversation.id)
    await proof.holds("accepted and given back")
    async with database.transaction(tenant) as tx:
        await accept(tx, ben, conversation.id)
    async with database.transaction(tenant) as tx:
        assert await requeue_absent(tx, conversation.id, agent_id=ben.user_id)
    await proof.holds("accepted, and its agent gone")
    async with database.transaction(tenant) as tx:
        await accept(tx, ada, conversation.id)
        await return_to_bot(tx, ada, conversation.id)
    await proof.holds("handed back to the bot")
    async with database.transaction(tenant) as tx:
        await close(tx, ada, conversation.id)
        await reopen(tx, ada, conversation.id)
    await proof.holds("closed and reopened")
    async with database.transaction(tenant) as tx:
        await close(tx, bao, conversation.id)
        await rate(tx, bao, conversation.id, score=4, comment="Quick and kind.")
    await proof.holds("closed and rated")

    assert set(EVENT_CLASSES) - proof.seen == set()
