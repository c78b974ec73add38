"""Make a brief: by rule at once, then by the tenant's model if it is in time."""

import asyncio
import time
from typing import Protocol

import structlog

from chorus.core.actor import Actor, system_of
from chorus.core.ids import ConversationId, TenantId
from chorus.llm.models import ModelAccess, ModelFailed, Models, record_usage
from chorus.stores.postgres.database import Database, Tx
from chorus.summaries.draft import Draft
from chorus.summaries.errors import NothingToBrief
from chorus.summaries.metrics import SUMMARY_FALLBACKS, SUMMARY_LATENCY
from chorus.summaries.model import refine
from chorus.summaries.queries import Basis, basis_of
from chorus.summaries.rules import brief_by_rules
from chorus.summaries.save import save
from chorus.summaries.schemas import SavedBrief

log = structlog.get_logger(__name__)

REFINING = "The language model is refining this brief."
LATE = "The language model timed out or failed. This brief was written by rules."


class SummarySettings(Protocol):
    """The figures that the engine obeys."""

    @property
    def summary_seconds(self) -> float:
        """When the model's brief is too late."""
        ...


class SummaryDeps(Protocol):
    """Dependencies of the summary engine."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...

    @property
    def models(self) -> Models:
        """Language models by access."""
        ...

    @property
    def settings(self) -> SummarySettings:
        """Its figures."""
        ...


async def make_brief(deps: SummaryDeps, tenant_id: TenantId, conversation_id: ConversationId) -> SavedBrief | None:
    """Save the rule-based brief, then refine it by the model; None if the customer has not written. Idempotent."""
    started = time.perf_counter()
    system = system_of(tenant_id)
    async with deps.database.transaction(tenant_id) as tx:
        basis = await basis_of(tx, system, conversation_id)
        # In a thread: a long transcript must not hold up the sockets of the same process.
        draft = await asyncio.to_thread(brief_by_rules, basis.messages, is_closed=basis.is_closed)
        if draft.is_empty:
            return None
        saved = await save_by_rules(tx, system, basis, draft)
    SUMMARY_LATENCY.labels("rules").observe((time.perf_counter() - started) * 1000)
    if basis.access is None or (basis.is_up_to_date and saved.origin == "model"):
        return saved
    return await _refine(deps, basis, basis.access, draft, started)


async def brief_now(tx: Tx, actor: Actor, conversation_id: ConversationId) -> tuple[SavedBrief, Basis]:
    """Make a rule-based brief in the caller's transaction.

    Raises:
        NothingToBrief: If the customer has not written anything.
    """
    basis = await basis_of(tx, actor, conversation_id)
    draft = await asyncio.to_thread(brief_by_rules, basis.messages, is_closed=basis.is_closed)
    if draft.is_empty:
        raise NothingToBrief
    return await save_by_rules(tx, actor, basis, draft), basis


async def save_by_rules(tx: Tx, actor: Actor, basis: Basis, draft: Draft) -> SavedBrief:
    """Save it, unless the one that is there was made of the same."""
    if basis.saved is not None and basis.is_up_to_date:
        return basis.saved
    return await save(
        tx,
        actor,
        basis.conversation.id,
        draft,
        origin="rules",
        basis_position=basis.position,
        status=str(basis.conversation.status),
        note=None if basis.access is None else REFINING,
    )


async def _refine(deps: SummaryDeps, basis: Basis, access: ModelAccess, draft: Draft, started: float) -> SavedBrief:
    conversation = basis.conversation
    left = deps.settings.summary_seconds - (time.perf_counter() - started)
    try:
        refined, usage = await refine(deps.models, access, basis.messages, draft, seconds=max(left, 0.05))
    except ModelFailed as failure:
        SUMMARY_FALLBACKS.inc()
        async with deps.database.transaction(conversation.tenant_id) as tx:
            if failure.usage is not None:
                await record_usage(tx, access, failure.usage, purpose="brief", conversation_id=conversation.id)
            return await _save(tx, basis, draft, model=None)
    async with deps.database.transaction(conversation.tenant_id) as tx:
        await record_usage(tx, access, usage, purpose="brief", conversation_id=conversation.id)
        saved = await _save(tx, basis, refined, model=access.model)
    SUMMARY_LATENCY.labels("model").observe((time.perf_counter() - started) * 1000)
    return saved


async def _save(tx: Tx, basis: Basis, draft: Draft, *, model: str | None) -> SavedBrief:
    return await save(
        tx,
        system_of(tx.tenant_id),
        basis.conversation.id,
        draft,
        origin="rules" if model is None else "model",
        basis_position=basis.position,
        status=str(basis.conversation.status),
        model=model,
        note=LATE if model is None else None,
    )
