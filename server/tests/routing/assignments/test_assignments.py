"""Who has a conversation: accept, transfer, give back."""

import dataclasses
from datetime import timedelta

import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.errors import (
    AlreadyRated,
    AnotherIsOpen,
    ConversationNotFound,
    ConversationStillOpen,
    LabelUnknown,
    NotAssignedToYou,
)
from chorus.chat.conversations.label import label
from chorus.chat.conversations.queries import detail
from chorus.chat.conversations.rate import rate
from chorus.chat.messages.queries import page_before
from chorus.chat.sessions.queries import sessions_of
from chorus.core.actor import Actor
from chorus.core.errors import ForbiddenError
from chorus.core.ids import TeamId, TenantId, UserId, new_id
from chorus.routing.assignments.accept import accept
from chorus.routing.assignments.errors import TransferTargetMissing
from chorus.routing.assignments.reopen import reopen
from chorus.routing.assignments.return_to_bot import return_to_bot
from chorus.routing.assignments.transfer import transfer
from chorus.routing.escalations.queries import waiting_of
from chorus.stores.postgres.database import Database
from tests import people

OFFERED_FOR = timedelta(seconds=30)


async def test_a_customer_accepts_nothing(database: Database, acme: TenantId, bao: Actor) -> None:
    conversation = await people.waiting_conversation(database, bao)

    with pytest.raises(ForbiddenError):
        async with database.transaction(acme) as tx:
            await accept(tx, bao, conversation.id)


async def test_accepting_ones_own_again_changes_nothing(
    database: Database, acme: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    async with database.transaction(acme) as tx:
        again = await accept(tx, ada, conversation.id)

    assert again.floor_number == conversation.floor_number


async def test_a_transfer_asks_the_agent_it_names(
    database: Database, acme: TenantId, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    async with database.transaction(acme) as tx:
        await transfer(tx, ada, conversation.id, agent_id=ben.user_id, timeout=OFFERED_FOR)

    async with database.transaction(acme) as tx:
        assert (await waiting_of(tx, conversation.id)).offered_to == ben.user_id
        assert [(found.agent_id, found.status) for found in await sessions_of(tx, conversation.id)] == [
            (ada.user_id, "ended")
        ]
        await accept(tx, ben, conversation.id)
    async with database.transaction(acme) as tx:
        statuses = [(found.agent_id, found.status) for found in await sessions_of(tx, conversation.id)]
    assert statuses == [(ada.user_id, "ended"), (ben.user_id, "active")]


async def test_a_transfer_needs_one_target_of_the_same_tenant(
    database: Database, acme: TenantId, globex: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    stranger = await people.agent_ada(database, globex)

    for agent_id, team_id in (
        (None, None),
        (stranger.user_id, None),
        (None, TeamId(new_id())),
        (ada.user_id, TeamId(new_id())),
        (UserId(new_id()), None),
    ):
        with pytest.raises(TransferTargetMissing):
            async with database.transaction(acme) as tx:
                await transfer(tx, ada, conversation.id, agent_id=agent_id, team_id=team_id, timeout=OFFERED_FOR)


async def test_another_agent_steers_nothing_but_a_supervisor_may(
    database: Database, acme: TenantId, bao: Actor, ada: Actor, ben: Actor, sam: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)

    with pytest.raises(NotAssignedToYou):
        async with database.transaction(acme) as tx:
            await close(tx, ben, conversation.id)
    async with database.transaction(acme) as tx:
        await return_to_bot(tx, sam, conversation.id)
        assert (await detail(tx, sam, conversation.id))["floor"] == "bot"


async def test_a_closed_conversation_is_rated_once_and_the_rating_names_the_episode(
    database: Database, acme: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    with pytest.raises(ConversationStillOpen):
        async with database.transaction(acme) as tx:
            await rate(tx, bao, conversation.id, score=5)
    async with database.transaction(acme) as tx:
        await close(tx, ada, conversation.id)
        await rate(tx, bao, conversation.id, score=4, comment="Quick")

    with pytest.raises(AlreadyRated):
        async with database.transaction(acme) as tx:
            await rate(tx, bao, conversation.id, score=1)
    async with database.transaction(acme) as tx:
        (session,) = await sessions_of(tx, conversation.id)
        assert await tx.value("SELECT live_chat_session_id FROM ratings") == session.id


async def test_a_closed_conversation_reopens_unless_another_is_open(
    database: Database, acme: TenantId, bao: Actor, ada: Actor
) -> None:
    first = await people.active_conversation(database, bao, ada)
    async with database.transaction(acme) as tx:
        await close(tx, ada, first.id)
        await reopen(tx, ada, first.id)
        await close(tx, ada, first.id)
    await people.conversation_with(database, bao)

    with pytest.raises(AnotherIsOpen):
        async with database.transaction(acme) as tx:
            await reopen(tx, ada, first.id)


async def test_a_conversation_that_an_agent_reopens_is_theirs_and_the_customer_is_told(
    database: Database, acme: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    async with database.transaction(acme) as tx:
        await close(tx, ada, conversation.id)
    async with database.transaction(acme) as tx:
        await reopen(tx, ada, conversation.id)

    async with database.transaction(acme) as tx:
        row = await detail(tx, ada, conversation.id)
        sessions = await sessions_of(tx, conversation.id)
        heard = await page_before(tx, bao, conversation.id, before=None, limit=10)
    assert (row["status"], row["floor"], row["assignee_id"], row["closed_at"]) == ("active", "human", ada.id, None)
    assert [session.status for session in sessions] == ["ended", "active"]
    assert [message.content for message in heard[0]] == ["This conversation has been reopened."]


async def test_a_conversation_that_a_program_reopens_is_the_bots(
    database: Database, acme: TenantId, bao: Actor, ada: Actor
) -> None:
    conversation = await people.active_conversation(database, bao, ada)
    program = dataclasses.replace(ada, role=None)
    async with database.transaction(acme) as tx:
        await close(tx, ada, conversation.id)
        await reopen(tx, program, conversation.id)
        row = await detail(tx, ada, conversation.id)
    assert (row["status"], row["assignee_id"]) == ("bot", None)


async def test_two_tabs_open_one_conversation(database: Database, bao: Actor) -> None:
    first = await people.conversation_with(database, bao)
    second = await people.conversation_with(database, bao)

    assert first.id == second.id


async def test_only_defined_labels_can_be_set(database: Database, acme: TenantId, bao: Actor, ada: Actor) -> None:
    conversation = await people.conversation_with(database, bao)
    async with database.transaction(acme) as tx:
        await tx.execute("INSERT INTO labels (tenant_id, name) VALUES ($1, 'refund')", acme)
        assert await label(tx, ada, conversation.id, labels=["refund", "refund"]) == ["refund"]

    with pytest.raises(LabelUnknown):
        async with database.transaction(acme) as tx:
            await label(tx, ada, conversation.id, labels=["nonsense"])


async def test_nothing_of_this_works_on_another_tenants_conversation(
    database: Database, globex: TenantId, bao: Actor
) -> None:
    conversation = await people.waiting_conversation(database, bao)
    eve = await people.agent_ada(database, globex)

    for verb in (accept, close, reopen, return_to_bot):
        with pytest.raises(ConversationNotFound):
            async with database.transaction(globex) as tx:
                await verb(tx, eve, conversation.id)
