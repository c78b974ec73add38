"""Which pages may open a customer's socket."""

from typing import Any
from uuid import UUID

import pytest

from chorus.chat.conversations.create import create
from chorus.chat.inboxes.socket_origins import SocketOrigins
from chorus.chat.rpc.exchange import ChatExchange
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, InboxId, new_id
from chorus.gateway.protocol.errors import close_of
from chorus.protocol import close_codes as closes
from chorus.protocol.rpc.exchange import Answer, Caller, Open, Opened, Refused
from tests.app import App
from tests.chat.rpc.test_exchange import OpenGate

OURS, SHOP, OTHER = "https://chat.example.com", "https://shop.example", "https://other.example"


async def inbox_of(app: App, ines: Actor, *origins: str) -> str:
    """An inbox with these sites."""
    answer = await app.post("/v1/inboxes", ines, json={"name": "Shop", "allowedOrigins": list(origins)})
    found: dict[str, Any] = answer.json()
    return str(found["id"])


async def thread(app: App, bao: Actor, inbox: str | None) -> ConversationId:
    """A conversation of Bao's in the inbox, or in none."""
    async with app.database.transaction(bao.tenant_id) as tx:
        found, _ = await create(tx, bao, customer_id=bao.customer_id, inbox_id=InboxId(UUID(inbox)) if inbox else None)
    return found.id


async def opened(app: App, actor: Actor, origin: str | None, conversation: ConversationId) -> Answer:
    """What the gateway is told."""
    origins = SocketOrigins(app.database, OURS)
    exchange = ChatExchange(app.database, app.writer, OpenGate(), origins=origins)
    caller = Caller(str(actor.kind), actor.tenant_id, actor.id, str(actor.role) if actor.role else None)
    (answer,) = await exchange.ask([Open(caller, new_id().hex, origin, conversation)])
    return answer


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        (None, True),
        (OURS, True),
        (SHOP, True),
        (OTHER, False),
        ("null", False),
        ("", False),
        ("https://shop.example.evil.example", False),
        ("https://SHOP.example", False),
        ("http://shop.example", False),
        ("https://shop.example:8443", False),
    ],
)
async def test_a_page_that_is_not_on_the_inboxs_list_opens_no_socket(
    app: App, ines: Actor, bao: Actor, origin: str | None, is_let_in: bool
) -> None:
    await inbox_of(app, ines, OTHER)  # another inbox's list is not this one's
    conversation = await thread(app, bao, await inbox_of(app, ines, SHOP))
    answer = await opened(app, bao, origin, conversation)
    assert isinstance(answer, Opened if is_let_in else Refused)
    assert is_let_in or (isinstance(answer, Refused) and answer.code == "inbox.origin_refused")


async def test_a_changed_list_counts_at_once(app: App, ines: Actor, bao: Actor) -> None:
    inbox = await inbox_of(app, ines, SHOP)
    conversation = await thread(app, bao, inbox)
    assert isinstance(await opened(app, bao, SHOP, conversation), Opened)
    await app.patch(f"/v1/inboxes/{inbox}", ines, json={"allowedOrigins": [OTHER]})
    assert isinstance(await opened(app, bao, SHOP, conversation), Refused)
    assert isinstance(await opened(app, bao, OTHER, conversation), Opened)


async def test_a_conversation_in_no_inbox_has_no_list(app: App, ines: Actor, bao: Actor) -> None:
    await inbox_of(app, ines, SHOP)
    assert isinstance(await opened(app, bao, OTHER, await thread(app, bao, None)), Opened)


def test_the_socket_ends_for_good() -> None:
    assert close_of("inbox.origin_refused") is closes.FORBIDDEN
