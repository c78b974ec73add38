"""What a customer hears from the bot without a language model."""

import asyncio
import threading
from collections.abc import Sequence
from uuid import UUID

import msgspec
import pytest

from chorus.bot.answer import answer, reply_id
from chorus.bot.decide import Decision, Kind, decide_by_words
from chorus.bot.rules import Rule
from chorus.bot.turns import Turn
from chorus.chat.conversations.table import Conversation
from chorus.core.actor import Actor
from chorus.core.ids import MessageId, TenantId, new_id
from chorus.language.phrases.bot import Saying, saying_of
from chorus.protocol.events.conversation import EscalationReason
from chorus.protocol.topics import conversation_for_customer
from chorus.routing.assignments.accept import accept
from chorus.routing.assignments.return_to_bot import return_to_bot
from chorus.routing.escalations.escalate import escalate
from chorus.stores.postgres.database import Database
from tests import people
from tests.bot.bots import SHOP, Bot, needs_kb
from tests.people import Published

pytestmark = needs_kb


async def _escalation(database: Database, conversation: Conversation) -> dict[str, object]:
    async with database.transaction(conversation.tenant_id) as tx:
        rows = await tx.records("SELECT * FROM escalations WHERE conversation_id = $1", conversation.id)
    assert len(rows) == 1
    return dict(rows[0])


async def test_it_quotes_the_document_word_for_word(bot: Bot, bao: Actor, conversation: Conversation) -> None:
    document = await bot.learns(bao.tenant_id, SHOP)
    decision = await bot.hears(bao, conversation, "How many days do I have to return something?")
    assert decision is not None
    assert decision.kind is Kind.ANSWER
    [reply] = await bot.said(bao, conversation)
    [source] = reply.sources
    assert "within 30 days" in reply.content
    assert source["quote"] in SHOP.replace("\n\n", "\n")
    assert source["quote"] in reply.content
    assert (source["title"], source["documentId"]) == ("shop", str(document.id))


async def test_it_admits_that_it_does_not_know_and_offers_a_human(
    bot: Bot, bao: Actor, conversation: Conversation
) -> None:
    await bot.learns(bao.tenant_id, SHOP)
    await bot.hears(bao, conversation, "Who won the football match last night?")
    [reply] = await bot.said(bao, conversation)
    assert saying_of(reply.content) is Saying.UNKNOWN
    assert "person" in reply.content
    assert reply.sources == []


async def test_without_documents_it_knows_nothing(bot: Bot, bao: Actor, conversation: Conversation) -> None:
    await bot.hears(bao, conversation, "How long does delivery take?")
    assert saying_of((await bot.said(bao, conversation))[0].content) is Saying.UNKNOWN


async def test_yes_to_the_offer_brings_a_human(
    bot: Bot, bao: Actor, conversation: Conversation, database: Database
) -> None:
    await bot.hears(bao, conversation, "Who won the football match last night?")
    decision = await bot.hears(bao, conversation, "yes please")
    assert decision is not None
    assert decision.reason is EscalationReason.REQUESTED
    escalation = await _escalation(database, conversation)
    assert escalation["requested_by"] == "bot"
    assert escalation["evidence"] == list(decision.evidence)
    assert saying_of((await bot.said(bao, conversation))[-1].content) is Saying.HANDING_OVER


async def test_nobody_is_handed_over_now_while_nobody_is_there(
    bot: Bot, bao: Actor, conversation: Conversation, database: Database
) -> None:
    bot.duty.users = []
    await bot.hears(bao, conversation, "I want to talk to a person")
    [reply] = await bot.said(bao, conversation)
    assert saying_of(reply.content) is Saying.PASSED_ON
    assert "now" not in reply.content
    assert (await _escalation(database, conversation))["requested_by"] == "bot"


async def test_the_second_question_without_an_answer_brings_a_human(
    bot: Bot, bao: Actor, conversation: Conversation, database: Database
) -> None:
    await bot.learns(bao.tenant_id, SHOP)
    await bot.hears(bao, conversation, "Which vaccine do I need for Kenya?")
    decision = await bot.hears(bao, conversation, "How tall is Mount Everest?")
    assert decision is not None
    assert decision.reason is EscalationReason.REPEATED_FAILURE
    assert len(decision.evidence) == 2
    assert (await _escalation(database, conversation))["reason"] == "repeated_failure"


async def test_the_same_question_twice_brings_a_human(bot: Bot, bao: Actor, conversation: Conversation) -> None:
    await bot.learns(bao.tenant_id, SHOP)
    await bot.hears(bao, conversation, "How long does standard delivery take?")
    decision = await bot.hears(bao, conversation, "how long does the standard delivery take??")
    assert decision is not None
    assert decision.reason is EscalationReason.REPEATED_FAILURE


async def test_a_question_about_an_own_order_that_no_document_answers_brings_a_human(
    bot: Bot, bao: Actor, conversation: Conversation
) -> None:
    await bot.learns(bao.tenant_id, SHOP)
    decision = await bot.hears(bao, conversation, "Please change the name on booking #48213")
    assert decision is not None
    assert decision.reason is EscalationReason.LOW_CONFIDENCE


async def test_an_error_code_is_found_exactly(bot: Bot, bao: Actor, conversation: Conversation) -> None:
    await bot.learns(bao.tenant_id, SHOP)
    await bot.hears(bao, conversation, "The display of my machine shows E-42")
    [reply] = await bot.said(bao, conversation)
    assert "water tank is empty" in reply.content


async def test_it_answers_in_the_language_of_the_customer(bot: Bot, bao: Actor, conversation: Conversation) -> None:
    await bot.hears(bao, conversation, "Bonjour !")
    await bot.hears(bao, conversation, "Quelle est la capitale de la Mongolie ?")
    decision = await bot.hears(bao, conversation, "Je préfère parler à quelqu'un")
    replies = [reply.content for reply in await bot.said(bao, conversation)]
    assert replies[0].startswith("Bonjour")
    assert replies[1].startswith("Je n'ai pas trouvé de réponse")
    assert replies[2].startswith("Je vous mets en relation")
    assert decision is not None
    assert decision.reason is EscalationReason.REQUESTED


async def test_several_messages_in_a_row_get_one_answer(bot: Bot, bao: Actor, conversation: Conversation) -> None:
    await bot.learns(bao.tenant_id, SHOP)
    first = MessageId(new_id())
    await people.says(bot.writer, bao, conversation, "hi", first)
    decision = await bot.hears(bao, conversation, "one thing", "what does express delivery cost?")
    assert await answer(bot, bao.tenant_id, conversation.id, first) is None
    assert decision is not None
    assert decision.kind is Kind.ANSWER
    replies = await bot.said(bao, conversation)
    assert len(replies) == 1
    assert "12 euros" in replies[0].content


async def test_a_job_that_runs_again_says_nothing_twice(
    bot: Bot, bao: Actor, conversation: Conversation, database: Database
) -> None:
    message_id = MessageId(new_id())
    await people.says(bot.writer, bao, conversation, "I want to talk to a human", message_id)
    await asyncio.gather(*(answer(bot, bao.tenant_id, conversation.id, message_id) for _ in range(3)))
    assert [reply.id for reply in await bot.said(bao, conversation)] == [reply_id(message_id)]
    assert (await _escalation(database, conversation))["reason"] == "requested"


async def test_it_is_silent_once_a_human_has_the_floor(bot: Bot, bao: Actor, ada: Actor, database: Database) -> None:
    active = await people.active_conversation(database, bao, ada)
    assert await bot.hears(bao, active, "How long does delivery take?") is None
    assert await bot.said(bao, active) == []


async def test_an_answer_made_before_the_take_over_is_not_said(
    bot: Bot, bao: Actor, ada: Actor, database: Database
) -> None:
    conversation = await people.conversation_with(database, bao)
    await bot.learns(bao.tenant_id, SHOP)
    taken = asyncio.Event()

    async def publish(_envelopes: object) -> None:
        # The bot has read the conversation and begins to type: now somebody takes over.
        if not taken.is_set():
            taken.set()
            async with people_database.transaction(bao.tenant_id) as tx:
                await escalate(tx, bao, conversation.id, reason=EscalationReason.REQUESTED)
                await accept(tx, ada, conversation.id)

    people_database = Database(database.pool, database.reactions, _ignore)
    message_id = MessageId(new_id())
    await people.says(bot.writer, bao, conversation, "How long does delivery take?", message_id)
    late = Bot(Database(database.pool, database.reactions, publish), bot.writer, bot.knowledge)
    assert await answer(late, bao.tenant_id, conversation.id, message_id) is None
    assert taken.is_set()
    assert await bot.said(bao, conversation) == []


async def _ignore(_envelopes: object) -> None:
    """Nobody listens."""


async def test_old_failures_do_not_count_after_a_human_gave_it_back(
    bot: Bot, bao: Actor, ada: Actor, database: Database
) -> None:
    conversation = await people.conversation_with(database, bao)
    await bot.hears(bao, conversation, "Which vaccine do I need for Kenya?")
    async with database.transaction(bao.tenant_id) as tx:
        await escalate(tx, bao, conversation.id, reason=EscalationReason.REQUESTED)
        await accept(tx, ada, conversation.id)
        await return_to_bot(tx, ada, conversation.id)
    decision = await bot.hears(bao, conversation, "Which vaccine do I need for Kenya?")
    assert decision is not None
    assert decision.saying is Saying.UNKNOWN


async def test_it_is_seen_typing(bot: Bot, bao: Actor, conversation: Conversation, published: Published) -> None:
    await bot.hears(bao, conversation, "hello")
    frames = [
        msgspec.json.decode(envelope.body)
        for envelope in published.on(conversation_for_customer(conversation.id))
        if envelope.position == 0
    ]
    assert [frame["state"] for frame in frames] == ["started", "stopped"]
    assert {(frame["type"], frame["role"]) for frame in frames} == {("typing", "bot")}


async def test_a_rule_of_the_tenant_names_the_team(
    bot: Bot, bao: Actor, acme: TenantId, conversation: Conversation, database: Database
) -> None:
    team = new_id()
    async with database.transaction(acme) as tx:
        await tx.execute("INSERT INTO teams (id, tenant_id, name) VALUES ($1, $2, 'Legal')", team, acme)
        rules = [{"name": "legal", "pattern": r"\bgdpr|data protection\b", "teamId": str(team)}]
        await tx.execute("UPDATE tenants SET settings = $2 WHERE id = $1", acme, {"escalationRules": rules})
    decision = await bot.hears(bao, conversation, "I have a question about the GDPR")
    assert decision is not None
    assert decision.reason is EscalationReason.RULE
    escalation = await _escalation(database, conversation)
    assert (escalation["team_id"], escalation["detail"]) == (team, "legal")


async def test_a_rule_that_names_a_team_that_is_gone_still_brings_a_human(
    bot: Bot, bao: Actor, acme: TenantId, conversation: Conversation, database: Database
) -> None:
    async with database.transaction(acme) as tx:
        rules = [{"keywords": ["lawyer"], "teamId": str(UUID(int=7))}]
        await tx.execute("UPDATE tenants SET settings = $2 WHERE id = $1", acme, {"escalationRules": rules})
    await bot.hears(bao, conversation, "You will hear from my Lawyer")
    assert (await _escalation(database, conversation))["team_id"] is None


async def test_the_words_are_looked_at_beside_the_event_loop(
    bot: Bot, bao: Actor, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The patterns of one tenant may take a while, and nobody else waits for them."""
    threads = []

    def decide(turns: Sequence[Turn], rules: Sequence[Rule]) -> Decision | None:
        threads.append(threading.current_thread())
        return decide_by_words(turns, rules)

    monkeypatch.setattr("chorus.bot.answer.decide_by_words", decide)
    await bot.hears(bao, conversation, "hello")
    assert threads
    assert threading.main_thread() not in threads
