"""What the widget and the site around it do, for the tests."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
from joserfc import jwt
from joserfc.jwk import OctKey

from chorus.chat.conversations.create import create
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, InboxId, MessageId, new_id
from tests.app import App

SHOP = "https://shop.example"
OURS = "https://chat.example.com"


async def start(app: App, inbox: UUID, origin: str | None = OURS, **body: Any) -> httpx2.Response:
    """As the widget does it, in its frame of our own origin."""
    headers = {"Origin": origin} if origin is not None else {}
    return await app.post("/v1/widget/start", json={"inboxId": str(inbox), **body}, headers=headers)


async def started(app: App, inbox: UUID, **body: Any) -> dict[str, Any]:
    """The same, and it worked."""
    answer = await start(app, inbox, **body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def secret_of(app: App, ines: Actor, inbox: InboxId) -> str:
    """Give the inbox an identity secret."""
    answer = await app.post(f"/v1/inboxes/{inbox}/identity-secret", ines, json={})
    return str(answer.json()["secret"])


def identity(app: App, secret: str, sub: str = "crm-7", **claims: Any) -> str:
    """What the site's server signs."""
    expires = int((app.clock.now() + timedelta(hours=1)).timestamp())
    return jwt.encode({"alg": "HS256"}, {"sub": sub, "exp": expires, **claims}, OctKey.import_key(secret))


def customer_of(app: App, answer: dict[str, Any]) -> Actor:
    """Whom the token proves."""
    return app.auth.tokens.verify(answer["token"])


async def open_thread(
    app: App, writer: MessageWriter, actor: Actor, inbox: InboxId, content: str = "Hello"
) -> ConversationId:
    """The customer writes."""
    async with app.database.transaction(actor.tenant_id) as tx:
        conversation, _ = await create(tx, actor, customer_id=actor.customer_id, inbox_id=inbox)
    await say(writer, actor, conversation.id, message_id=MessageId(new_id()), content=content)
    return conversation.id
