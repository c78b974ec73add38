"""The bot's view of a conversation, read once in one transaction."""

from dataclasses import dataclass
from typing import Any

from chorus.bot.rules import Rule, rules_of
from chorus.bot.turns import Turn, turns_of
from chorus.chat.conversations.queries import find
from chorus.chat.conversations.table import Conversation, Floor
from chorus.chat.messages.queries import transcript
from chorus.core.actor import bot_of
from chorus.core.ids import ConversationId, MessageId
from chorus.language.detect import detect_of
from chorus.llm.models import ModelAccess, access_of
from chorus.stores.postgres.database import Tx

MESSAGES_MAX = 60
NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Context:
    """`turns` start where the bot last got the floor, so that old failures do not escalate again."""

    conversation: Conversation
    turns: list[Turn]
    language: str
    bot_name: str
    company: str
    rules: list[Rule]
    access: ModelAccess | None

    @property
    def floor_number(self) -> int:
        """The number under which the bot may speak."""
        return self.conversation.floor_number

    @property
    def newest_of_customer(self) -> Turn | None:
        """The customer's latest message."""
        return next((turn for turn in reversed(self.turns) if turn.is_customer), None)


async def load_context(tx: Tx, conversation_id: ConversationId, *, but: MessageId) -> Context | None:
    """Load the context without the message `but`, the bot's answer of an earlier attempt. None without the floor."""
    bot = bot_of(tx.tenant_id)
    conversation = await find(tx, bot, conversation_id)
    if conversation.floor is not Floor.BOT:
        return None
    messages = await transcript(
        tx, bot, conversation_id, limit=MESSAGES_MAX, after_position=await _start(tx, conversation)
    )
    turns = turns_of(message for message in messages if message.id != but)
    names = await _names(tx, conversation)
    said = [turn.text for turn in reversed(turns) if turn.is_customer]
    return Context(
        conversation=conversation,
        turns=turns,
        language=detect_of(said[:3], declared=conversation.language),
        bot_name=_name(names["inbox_settings"], "botName", "Bot"),
        company=_name(names["inbox_settings"], "companyName", names["tenant_name"]),
        rules=rules_of(names["tenant_settings"] or {}),
        access=await access_of(tx, "bot"),
    )


async def _start(tx: Tx, conversation: Conversation) -> int:
    """Return the position at which the bot last got the floor."""
    returned = await tx.value(
        "SELECT max(agent_position) FROM events WHERE tenant_id = $1 AND conversation_id = $2"
        " AND type IN ('conversation.returned', 'conversation.reopened', 'escalation.cancelled')",
        tx.tenant_id,
        conversation.id,
    )
    return max(returned or 0, int(conversation.details.get("botContextAfter") or 0))


async def _names(tx: Tx, conversation: Conversation) -> dict[str, Any]:
    rows = await tx.records(
        "SELECT t.name AS tenant_name, t.settings AS tenant_settings, i.settings AS inbox_settings"
        " FROM tenants t LEFT JOIN inboxes i ON i.tenant_id = t.id AND i.id = $2 WHERE t.id = $1",
        tx.tenant_id,
        conversation.inbox_id,
    )
    return dict(rows[0])


def _name(settings: dict[str, Any] | None, key: str, otherwise: str) -> str:
    found = (settings or {}).get(key)
    return " ".join(str(found or otherwise).split())[:NAME_MAX]
