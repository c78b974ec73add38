"""The summary engine's jobs."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from chorus.core.ids import ConversationId, TenantId
from chorus.summaries.make_brief import SummaryDeps, make_brief


async def make(deps: SummaryDeps, *, tenant_id: str, conversation_id: str) -> None:
    """Make a brief after a take-over, transfer or close, or on request."""
    await make_brief(deps, TenantId(UUID(tenant_id)), ConversationId(UUID(conversation_id)))


TASKS: dict[str, Callable[..., Awaitable[None]]] = {"summaries.make_brief": make}
