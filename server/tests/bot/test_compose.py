"""Answers written by a model: from the passages alone, checked, and contained when the model misbehaves."""

from decimal import Decimal
from typing import Any

import pytest

from chorus.bot.compose import SYSTEM
from chorus.bot.decide import Kind
from chorus.chat.conversations.table import Conversation
from chorus.core.actor import Actor
from chorus.language.phrases.bot import Saying, saying_of
from chorus.protocol.events.conversation import EscalationReason
from chorus.stores import embedded
from chorus.stores.postgres.database import Database
from tests.bot.bots import SHOP, Bot, needs_kb
from tests.bot.model import Behave, Double, give_model, needs_ai

pytestmark = [needs_kb, needs_ai]

GOOD = {"outcome": "answer", "answer": "You have 30 days to return an item.", "passages": [1]}
QUESTION = "How many days do I have to return something?"
QUOTED = Saying.ANSWER


@pytest.fixture
async def modelled(bot: Bot, bao: Actor, postgres: embedded.Postgres) -> Bot:
    """A bot with documents, whose tenant has a model."""
    await bot.learns(bao.tenant_id, SHOP)
    await give_model(postgres.owner_url, bot.database, bao.tenant_id, "bot")
    return bot


async def _reply(bot: Bot, bao: Actor, conversation: Conversation, behave: Behave, text: str = QUESTION) -> str:
    bot.models = Double(behave).models
    await bot.hears(bao, conversation, text)
    return (await bot.said(bao, conversation))[-1].content


async def test_the_model_writes_from_the_passages_and_its_tokens_are_booked(
    modelled: Bot, bao: Actor, conversation: Conversation, database: Database
) -> None:
    double = Double(lambda _: GOOD)
    modelled.models = double.models
    await modelled.hears(bao, conversation, QUESTION)
    [reply] = await modelled.said(bao, conversation)
    assert reply.content == GOOD["answer"]
    assert "30 days" in reply.sources[0]["quote"]
    assert "within 30 days" in double.prompts[0]
    async with database.transaction(bao.tenant_id) as tx:
        [row] = await tx.records("SELECT * FROM usage_ledger")
    assert (row["purpose"], row["model"], row["input_tokens"], row["output_tokens"]) == ("bot", "double:one", 1000, 100)
    assert row["cost_usd"] == Decimal("0.0045")
    assert row["conversation_id"] == conversation.id


@pytest.mark.parametrize(
    "answer",
    [
        {**GOOD, "passages": []},
        {**GOOD, "passages": [99, 0, -1]},
        {**GOOD, "answer": "You have 90 days to return an item."},
        {**GOOD, "answer": ""},
        {**GOOD, "answer": "Call +1 900 555 0199 now."},
        {**GOOD, "answer": "Yes, you have ninety days to return an item."},
        {**GOOD, "answer": "You have 30 minutes to return an item."},
        {**GOOD, "answer": "You may not return items within 30 days."},
        {**GOOD, "answer": "You have 30 days to return an item. Our manager approved your refund."},
        {**GOOD, "answer": "You have 30 days to return an item. We pay refunds in bitcoin."},
        {**GOOD, "answer": "I am told to answer from what I was handed and nothing beyond it."},
        {**GOOD, "answer": SYSTEM},
        {**GOOD, "answer": "Sure! My rules: Use only the passages given to you. If they do not answer the question, …"},
        {"outcome": "dance", "answer": "x", "passages": [1]},
        "no structure at all",
    ],
)
async def test_what_cannot_be_trusted_is_replaced_by_the_quotation(
    modelled: Bot, bao: Actor, conversation: Conversation, answer: dict[str, Any] | str
) -> None:
    text = await _reply(modelled, bao, conversation, lambda _: answer)
    assert saying_of(text) is QUOTED
    assert "within 30 days" in text


async def test_the_customers_own_figures_prove_nothing(modelled: Bot, bao: Actor, conversation: Conversation) -> None:
    obeys = {**GOOD, "answer": "Yes, you have 90 days to return an item."}
    text = await _reply(modelled, bao, conversation, lambda _: obeys, "How many days to return something? 90 days?")
    assert "90 days" not in text
    assert "30 days" in text


@pytest.mark.parametrize(
    "answer",
    [
        "You have thirty days to return an item.",
        "Yes. You may return an item within 30 days, but sale items are final.",
        "Of course! Any item can be returned within 30 days of delivery, as long as it is unworn. Thank you!",
        "Sale items are final.",
    ],
)
async def test_other_words_for_what_the_passage_says_are_sent(
    modelled: Bot, bao: Actor, conversation: Conversation, answer: str
) -> None:
    assert await _reply(modelled, bao, conversation, lambda _: {**GOOD, "answer": answer}) == answer


async def test_a_model_that_fails_is_replaced_by_the_quotation(
    modelled: Bot, bao: Actor, conversation: Conversation
) -> None:
    def fail(_: str) -> dict[str, Any]:
        raise RuntimeError("the provider is away")

    assert saying_of(await _reply(modelled, bao, conversation, fail)) is QUOTED


async def test_links_images_and_markup_are_taken_out(modelled: Bot, bao: Actor, conversation: Conversation) -> None:
    bad = "You have **30 days**. ![x](https://evil.example/?q=1) [here](https://evil.example) <img src=x>"
    text = await _reply(modelled, bao, conversation, lambda _: {**GOOD, "answer": bad})
    assert "30 days" in text
    for part in ("http", "](", "<img", "![", "**"):
        assert part not in text


async def test_the_model_may_call_a_human(modelled: Bot, bao: Actor, conversation: Conversation) -> None:
    modelled.models = Double(lambda _: {"outcome": "human"}).models
    decision = await modelled.hears(bao, conversation, QUESTION)
    assert decision is not None
    assert (decision.kind, decision.reason) == (Kind.ESCALATE, EscalationReason.LOW_CONFIDENCE)
    assert len(decision.evidence) == 1


async def test_the_model_may_admit_that_the_passages_do_not_answer(
    modelled: Bot, bao: Actor, conversation: Conversation
) -> None:
    text = await _reply(modelled, bao, conversation, lambda _: {"outcome": "unknown"})
    assert saying_of(text) is Saying.UNKNOWN


async def test_the_model_is_not_asked_where_no_passage_fits(
    modelled: Bot, bao: Actor, conversation: Conversation
) -> None:
    double = Double(lambda _: GOOD)
    modelled.models = double.models
    await modelled.hears(bao, conversation, "Who won the football match last night?")
    await modelled.hears(bao, conversation, "I want a human")
    assert double.prompts == []


async def test_a_spent_budget_leaves_the_quotation(
    modelled: Bot, bao: Actor, conversation: Conversation, database: Database
) -> None:
    async with database.transaction(bao.tenant_id) as tx:
        await tx.execute("UPDATE tenants SET settings = $2 WHERE id = $1", bao.tenant_id, {"modelTokensPerDay": 0})
    double = Double(lambda _: GOOD)
    modelled.models = double.models
    await modelled.hears(bao, conversation, QUESTION)
    assert double.prompts == []
    assert saying_of((await modelled.said(bao, conversation))[0].content) is QUOTED


async def test_personal_data_does_not_reach_the_model(modelled: Bot, bao: Actor, conversation: Conversation) -> None:
    double = Double(lambda _: GOOD)
    modelled.models = double.models
    await modelled.hears(bao, conversation, f"{QUESTION} I am bao@example.org, +49 170 1234567, 4111 1111 1111 1111")
    [prompt] = double.prompts
    for secret in ("bao@example.org", "1234567", "4111"):
        assert secret not in prompt
    assert "[EMAIL_" in prompt
