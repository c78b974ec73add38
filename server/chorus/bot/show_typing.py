"""The bot is seen writing while it works."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from chorus.core.ids import ConversationId
from chorus.stores.database import Database
from chorus.wire.envelope import Envelope
from chorus.wire.frames import Typing, encode
from chorus.wire.topics import conversation_for_agents, conversation_for_customer


@asynccontextmanager
async def typing_shown(database: Database, conversation_id: ConversationId, name: str) -> AsyncIterator[None]:
    """Ephemeral, as everybody's typing: it may be lost and is never stored."""
    await database.publish(_envelopes(conversation_id, name, "started"))
    try:
        yield
    finally:
        await database.publish(_envelopes(conversation_id, name, "stopped"))


def _envelopes(conversation_id: ConversationId, name: str, state: Literal["started", "stopped"]) -> list[Envelope]:
    body = encode(Typing(state=state, role="bot", conversation_id=conversation_id, name=name))
    topics = (conversation_for_customer(conversation_id), conversation_for_agents(conversation_id))
    return [Envelope(topic, 0, body) for topic in topics]
