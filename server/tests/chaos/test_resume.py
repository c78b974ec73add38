"""Whoever comes back gets exactly what came meanwhile, or is told to fetch: through real gateways, from a real log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.new_message import NewMessage
from chorus.core.ids import ConversationId, MessageId, new_id
from chorus.stores.jobs.job import Reactions
from chorus.stores.postgres.database import Database
from chorus.stores.postgres.pool import connect
from load.faults.health_monitor import agent_credential
from load.stack.credentials import Credential, Pair, Party, create_conversations
from load.stack.stack import Stack, wait_until
from tests.gateway.fakes import Client
from tests.people import Published

CHATS, MISSED_IN_EACH = 20, 10
AT_ONCE = 5_000
PATIENCE = 30.0


@pytest.fixture
async def writer(fragile: Stack) -> AsyncIterator[MessageWriter]:
    """Writes into the log of the stack; what it writes is not published."""
    database = Database(await connect(fragile.settings.database_url, size=4), Reactions(), Published())
    writer = MessageWriter(database)
    writer.start()
    yield writer
    await writer.stop()
    await database.close()


@pytest.fixture(autouse=True)
async def sockets() -> AsyncIterator[None]:
    """Closed after each test."""
    yield
    await Client.close_all()


async def say(writer: MessageWriter, pair: Pair, times: int) -> None:
    """Bao says so many things."""
    bao, conversation_id = pair.customer.actor, ConversationId(pair.customer.conversation_id)
    messages = [
        NewMessage(bao.tenant_id, conversation_id, MessageId(new_id()), "customer", bao.id, "Bao", f"{number}")
        for number in range(times)
    ]
    for start in range(0, times, AT_ONCE):
        await asyncio.gather(*map(writer.append, messages[start : start + AT_ONCE]))


async def open_with(credential: Credential, stack: Stack, *, is_agents: bool = False, **auth: Any) -> Client:
    """A socket with these papers."""
    port = int(stack.gateways[0].rpartition(":")[2])
    conversation_id = None if is_agents else credential.conversation_id
    return await Client.open(port, credential.token, conversation_id=conversation_id, nonce=credential.nonce, **auth)


async def until_welcome(client: Client) -> list[dict[str, Any]]:
    """All frames of an opening."""
    found = [await client.receive(PATIENCE)]
    while found[-1]["type"] != "welcome":
        found.append(await client.receive(PATIENCE))
    return found


async def all_of(client: Client) -> set[str]:
    """The types of the frames that came before the socket was closed."""
    found: set[str] = set()
    with suppress(ConnectionClosed):
        while True:
            found.add((await client.receive(PATIENCE))["type"])
    return found


async def stands_at(stack: Stack, side: Party) -> tuple[int, str]:
    """The position and the epoch of a conversation now."""
    client = await open_with(side.credential(stack.gateways[0]), stack)
    welcome = (await until_welcome(client))[-1]
    await client.close()
    return welcome.get("position", 0), welcome["epoch"]


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0, 1, 300])
@pytest.mark.parametrize("who", ["customer", "agent"])
async def test_a_gap_is_replayed_whole_and_in_order(fragile: Stack, writer: MessageWriter, gap: int, who: str) -> None:
    (pair,) = await create_conversations(fragile.settings, 1)
    side: Party = getattr(pair, who)
    await say(writer, pair, 5)
    position, epoch = await stands_at(fragile, side)
    await say(writer, pair, gap)

    client = await open_with(side.credential(fragile.gateways[0]), fragile, position=position, epoch=epoch)
    *replayed, welcome = await until_welcome(client)

    assert [frame["position"] for frame in replayed] == list(range(position + 1, position + gap + 1))
    assert (welcome["position"], welcome["resumed"]) == (position + gap, True)


@pytest.mark.slow
@pytest.mark.parametrize(("reason", "gap"), [("too_far", 301), ("too_far", 10_000), ("epoch", 1), ("ahead", 1)])
async def test_what_cannot_be_replayed_is_told(fragile: Stack, writer: MessageWriter, reason: str, gap: int) -> None:
    (pair,) = await create_conversations(fragile.settings, 1)
    position, epoch = await stands_at(fragile, pair.customer)
    await say(writer, pair, gap)
    auth: dict[str, Any] = {
        "too_far": {"position": position, "epoch": epoch},
        "epoch": {"position": position, "epoch": "another"},
        "ahead": {"position": position + gap + 1, "epoch": epoch},
    }[reason]

    client = await open_with(pair.customer.credential(fragile.gateways[0]), fragile, **auth)
    resync, welcome = await until_welcome(client)

    assert (resync["type"], resync["reason"]) == ("resync", reason)
    assert (resync["position"], resync["epoch"]) == (position + gap, epoch)
    assert welcome["position"] == position + gap
    assert not welcome.get("resumed", False)


@pytest.mark.slow
@pytest.mark.parametrize("kin", ["another customer of the tenant", "another tenant"])
async def test_anothers_conversation_is_not_found(fragile: Stack, writer: MessageWriter, kin: str) -> None:
    mine, *others = await create_conversations(fragile.settings, 2)
    other = (
        others[0] if kin == "another customer of the tenant" else (await create_conversations(fragile.settings, 1))[0]
    )
    await say(writer, other, 3)
    me = Party(mine.customer.actor, other.customer.conversation_id, mine.customer.tokens, mine.customer.nonces)

    client = await open_with(me.credential(fragile.gateways[0]), fragile, position=0)

    assert await client.close_code(PATIENCE) == 4404
    assert await all_of(client) <= {"error"}


@pytest.mark.slow
async def test_a_laptop_that_slept_shows_all_it_missed_in_all_its_chats(fragile: Stack, writer: MessageWriter) -> None:
    pairs = await create_conversations(fragile.settings, CHATS)
    ada, chats = pairs[0].agent, [str(pair.agent.conversation_id) for pair in pairs]
    client = await open_with(agent_credential(ada, fragile.gateways[0]), fragile, is_agents=True)
    await client.until("welcome", PATIENCE)
    stands = await subscribe(client, {chat: {} for chat in chats})
    open_lines = fragile.proxies["gateway-1"].lines
    client.socket.transport.pause_reading()  # the lid is shut: no pong, no goodbye
    await asyncio.gather(*(say(writer, pair, MISSED_IN_EACH) for pair in pairs))
    await wait_until(lambda: fragile.proxies["gateway-1"].lines < open_lines, "the gateway gives the sleeper up")
    client.socket.transport.abort()
    epoch = next(iter(stands.values()))["epoch"]

    woken = await open_with(agent_credential(ada, fragile.gateways[0]), fragile, is_agents=True)
    await woken.until("welcome", PATIENCE)
    missed: dict[str, list[int]] = {chat: [] for chat in chats}
    wanted = {chat: {"position": stands[chat]["position"], "epoch": epoch} for chat in chats}
    again = await subscribe(woken, wanted, missed)

    assert all(frame["resumed"] for frame in again.values())
    assert missed == {
        chat: list(range(stands[chat]["position"] + 1, stands[chat]["position"] + MISSED_IN_EACH + 1)) for chat in chats
    }


async def subscribe(
    client: Client, wanted: dict[str, dict[str, Any]], events: dict[str, list[int]] | None = None
) -> dict[str, dict[str, Any]]:
    """Follow these; the answers, and into `events` the positions of what came before them."""
    for chat, place in wanted.items():
        await client.send(type="subscribe", conversationId=chat, **place)
    found: dict[str, dict[str, Any]] = {}
    while len(found) < len(wanted):
        frame = await client.receive(PATIENCE)
        if frame["type"] == "subscribed":
            found[frame["conversationId"]] = frame
        elif events is not None and "." in frame["type"]:
            events[frame["conversationId"]].append(frame["position"])
        assert frame["type"] != "resync"
    return found
