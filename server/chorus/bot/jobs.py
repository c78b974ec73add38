"""The bot's job."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from chorus.bot.answer import answer
from chorus.bot.deps import BotDeps
from chorus.core.ids import ConversationId, MessageId, TenantId


async def answer_message(deps: BotDeps, *, tenant_id: str, conversation_id: str, message_id: str) -> None:
    """Answer a customer who wrote while the bot had the floor."""
    await answer(deps, TenantId(UUID(tenant_id)), ConversationId(UUID(conversation_id)), MessageId(UUID(message_id)))


TASKS: dict[str, Callable[..., Awaitable[None]]] = {"bot.answer": answer_message}
