"""Answer a customer, or escalate. Runs as a job, one at a time for each conversation."""

import asyncio
import time
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

import structlog

from chorus.bot.compose import Composed, compose
from chorus.bot.context import Context, load_context
from chorus.bot.decide import Decision, Kind, decide_by_fit, decide_by_words
from chorus.bot.deps import BotDeps
from chorus.bot.metrics import BOT_SECONDS, BOT_TURNS
from chorus.bot.question import question_of, unanswered
from chorus.bot.quote import quote_of
from chorus.bot.show_typing import typing_shown
from chorus.chat.conversations.queries import lock
from chorus.chat.messages.errors import FloorLost
from chorus.chat.messages.say import say_as_bot
from chorus.core.actor import bot_of
from chorus.core.ids import ConversationId, MessageId, TeamId, TenantId
from chorus.knowledge.retrieval.fit import Fit
from chorus.knowledge.retrieval.retrieve import Found, Retrieval, retrieve
from chorus.language.phrases.bot import Saying, phrase
from chorus.language.plain import shorten
from chorus.llm.models import ModelFailed, record_usage
from chorus.llm.replies import Usage
from chorus.protocol.events.conversation import EscalationReason
from chorus.protocol.events.message import SourceRead
from chorus.routing.escalations.errors import AlreadyEscalated, AlreadyWithHuman
from chorus.routing.escalations.escalate import escalate
from chorus.stores.postgres.database import Tx

log = structlog.get_logger(__name__)

TITLE_MAX = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """The text of an answer and its sources."""

    text: str
    sources: list[SourceRead]


async def answer(
    deps: BotDeps, tenant_id: TenantId, conversation_id: ConversationId, message_id: MessageId
) -> Decision | None:
    """Answer the message; None when that is no longer the bot's to do: a newer message came, or the floor is gone."""
    started = time.perf_counter()
    context = await _context(deps, tenant_id, conversation_id, message_id)
    if context is None:
        return None
    async with typing_shown(deps.database, conversation_id, context.bot_name):
        decision, reply = await _truthful(deps, tenant_id, context, await _think(deps, tenant_id, context))
        try:
            await _do(deps, tenant_id, context, message_id, decision, reply)
        except FloorLost:
            log.info("bot.floor_lost", conversation=str(conversation_id))
            return None
    BOT_TURNS.labels(str(decision.kind), str(decision.reason or decision.saying or "")).inc()
    BOT_SECONDS.observe(time.perf_counter() - started)
    return decision


def reply_id(message_id: MessageId) -> MessageId:
    """Return the id of the reply to a message, so that a repeated job does not answer twice."""
    return MessageId(uuid5(UUID(str(message_id)), "bot"))


async def _context(
    deps: BotDeps, tenant_id: TenantId, conversation_id: ConversationId, message_id: MessageId
) -> Context | None:
    async with deps.database.transaction(tenant_id) as tx:
        context = await load_context(tx, conversation_id, but=reply_id(message_id))
    if context is None or context.newest_of_customer is None:
        return None
    # The job of the newest message answers all that wait.
    return context if context.newest_of_customer.id == message_id else None


async def _think(deps: BotDeps, tenant_id: TenantId, context: Context) -> tuple[Decision, Answer]:
    # In a thread: the patterns of the tenant may take a while, and RE2 releases the interpreter's lock meanwhile.
    decision = await asyncio.to_thread(decide_by_words, context.turns, context.rules)
    if decision is not None:
        return decision, _own_words(context, decision)
    question = question_of(context.turns)
    retrieval = await retrieve(deps.database, deps.knowledge, tenant_id, question)
    decision = decide_by_fit(context.turns, retrieval.fit)
    if decision.kind is not Kind.ANSWER:
        return decision, _own_words(context, decision)
    composed = await _composed(deps, tenant_id, context, question, retrieval)
    if composed is not None and composed.outcome != "answer":
        decision = _by_model(context, composed)
        return decision, _own_words(context, decision)
    if composed is not None and composed.text is not None:
        return decision, Answer(composed.text, [_source(found, found.content) for found in composed.used])
    return decision, await _quoted(deps, context, question, decision, retrieval.found[0])


async def _truthful(
    deps: BotDeps, tenant_id: TenantId, context: Context, thought: tuple[Decision, Answer]
) -> tuple[Decision, Answer]:
    """Replace "now" by a promise to pass the request on while nobody is on duty."""
    decision, _ = thought
    if decision.saying is not Saying.HANDING_OVER or await deps.duty.available(tenant_id):
        return thought
    passed_on = replace(decision, saying=Saying.PASSED_ON)
    return passed_on, _own_words(context, passed_on)


def _own_words(context: Context, decision: Decision) -> Answer:
    if decision.saying is None:
        return Answer("", [])
    return Answer(phrase(decision.saying, context.language, bot=context.bot_name, company=context.company), [])


async def _quoted(deps: BotDeps, context: Context, question: str, decision: Decision, best: Found) -> Answer:
    quote = await quote_of(best, question, deps.knowledge.embedder)
    title = shorten(best.title, TITLE_MAX)
    saying = decision.saying or Saying.ANSWER
    return Answer(phrase(saying, context.language, title=title, quote=quote), [_source(best, quote)])


async def _composed(
    deps: BotDeps, tenant_id: TenantId, context: Context, question: str, retrieval: Retrieval
) -> Composed | None:
    if context.access is None:
        return None
    composed: Composed | None = None
    try:
        composed = await compose(deps.models, context, question, retrieval.found, deps.knowledge.embedder)
        usage: Usage | None = composed.usage
    except ModelFailed as failure:
        usage = failure.usage
    if usage is not None:
        async with deps.database.transaction(tenant_id) as tx:
            await record_usage(tx, context.access, usage, purpose="bot", conversation_id=context.conversation.id)
    return composed


def _by_model(context: Context, composed: Composed) -> Decision:
    """Restrict the model: it may only add an escalation or admit that the passages do not answer."""
    if composed.outcome == "human":
        evidence = tuple(turn.id for turn in unanswered(context.turns))
        return Decision(
            Kind.ESCALATE,
            Saying.HANDING_OVER,
            EscalationReason.LOW_CONFIDENCE,
            evidence,
            detail="The model found that this needs a human.",
        )
    return decide_by_fit(context.turns, Fit.NONE)


async def _do(
    deps: BotDeps, tenant_id: TenantId, context: Context, message_id: MessageId, decision: Decision, reply: Answer
) -> None:
    if decision.kind is Kind.NOTHING:
        return
    await say_as_bot(
        deps.writer,
        tenant_id,
        context.conversation.id,
        content=reply.text,
        sources=reply.sources,
        floor_number=context.floor_number,
        name=context.bot_name,
        message_id=reply_id(message_id),
    )
    if decision.kind is Kind.ESCALATE:
        await _hand_over(deps, tenant_id, context, decision)


async def _hand_over(deps: BotDeps, tenant_id: TenantId, context: Context, decision: Decision) -> None:
    bot = replace(bot_of(tenant_id), name=context.bot_name)
    async with deps.database.transaction(tenant_id) as tx:
        conversation = await lock(tx, bot, context.conversation.id)
        if conversation.floor_number != context.floor_number:
            raise FloorLost
        try:
            await escalate(
                tx,
                bot,
                conversation.id,
                reason=decision.reason or EscalationReason.LOW_CONFIDENCE,
                detail=decision.detail,
                evidence=decision.evidence,
                team_id=await _known_team(tx, decision.team_id),
            )
        except (AlreadyEscalated, AlreadyWithHuman):
            return


async def _known_team(tx: Tx, team_id: UUID | None) -> TeamId | None:
    """Return the rule's team unless it was deleted, so that a stale rule does not keep a customer from a human."""
    found = await tx.value("SELECT id FROM teams WHERE tenant_id = $1 AND id = $2", tx.tenant_id, team_id)
    return None if found is None else TeamId(found)


def _source(found: Found, quote: str) -> SourceRead:
    return SourceRead(document_id=found.document_id, title=shorten(found.title, TITLE_MAX), quote=shorten(quote, 600))
