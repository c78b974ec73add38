"""The bot is seen writing while it works."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from chorus.core.ids import ConversationId
from chorus.core.tasks import end
from chorus.protocol.envelope import Envelope
from chorus.protocol.frames import Typing, encode
from chorus.protocol.topics import conversation_for_agents, conversation_for_customer
from chorus.stores.postgres.database import Database

REPEAT_SECONDS = 3.0


@asynccontextmanager
async def typing_shown(database: Database, conversation_id: ConversationId, name: str) -> AsyncIterator[None]:
    """Show the bot as typing. The frames are ephemeral and repeated, because clients expire them."""
    await database.publish(_envelopes(conversation_id, name, "started"))
    showing = asyncio.create_task(_go_on(database, conversation_id, name))
    try:
        yield
    finally:
        await end(showing)
        await database.publish(_envelopes(conversation_id, name, "stopped"))


async def _go_on(database: Database, conversation_id: ConversationId, name: str) -> None:
    while True:
        await asyncio.sleep(REPEAT_SECONDS)
        await database.publish(_envelopes(conversation_id, name, "started"))


def _envelopes(conversation_id: ConversationId, name: str, state: Literal["started", "stopped"]) -> list[Envelope]:
    body = encode(Typing(state=state, role="bot", conversation_id=conversation_id, name=name))
    topics = (conversation_for_customer(conversation_id), conversation_for_agents(conversation_id))
    return [Envelope(topic, 0, body) for topic in topics]
