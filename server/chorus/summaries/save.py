"""Keep a brief with its conversation and tell the agents that there is a new one."""

from typing import Literal

from chorus.chat.conversations.queries import lock
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId
from chorus.protocol.events.conversation import ConversationBriefed
from chorus.protocol.events.event import ActorRead
from chorus.stores.postgres.database import Tx
from chorus.summaries.draft import Draft
from chorus.summaries.queries import saved_of
from chorus.summaries.schemas import SavedBrief, lines_of


async def save(
    tx: Tx,
    actor: Actor,
    conversation_id: ConversationId,
    draft: Draft,
    *,
    origin: Literal["rules", "model"],
    basis_position: int,
    status: str,
    model: str | None = None,
    note: str | None = None,
) -> SavedBrief:
    """Save the next version, unless the stored brief covers newer messages; return the stored one then."""
    conversation = await lock(tx, actor, conversation_id)
    before = saved_of(conversation)
    if before is not None and before.basis_position > basis_position:
        return before
    moment = now()
    brief = SavedBrief(
        version=_version(conversation.details) + 1,
        origin=origin,
        basis_position=basis_position,
        made_at=moment,
        status=status,
        model=model,
        note=note,
        **lines_of(draft),
    )
    await tx.execute(
        "UPDATE conversations SET metadata = metadata || jsonb_build_object('summary', $3::jsonb)"
        " WHERE tenant_id = $1 AND id = $2",
        tx.tenant_id,
        conversation_id,
        brief.model_dump(mode="json", by_alias=True),
    )
    await tx.record(
        ConversationBriefed(
            conversation_id=conversation_id,
            actor=ActorRead(kind=actor.kind, id=actor.id, name=actor.name),
            at=moment,
            version=brief.version,
            basis_position=basis_position,
            origin=origin,
        )
    )
    return brief


def _version(metadata: dict[str, object]) -> int:
    summary = metadata.get("summary")
    found = summary.get("version") if isinstance(summary, dict) else None
    return found if isinstance(found, int) else 0
