"""Nobody misses anything: a line is lost, the gateway dies, a gap is filled, and each event comes once, in order."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from chorus.core.ids import new_id
from tests.chat.conversations.apply_event import apply_event
from tests.proof import callers, tenants
from tests.proof.callers import Caller, Line
from tests.proof.stack import Stack


@dataclass
class Talk:
    """An agent has a customer's conversation."""

    bao: Caller
    ada: Caller
    id: str


@pytest.fixture
async def talk(stack: Stack) -> AsyncIterator[Talk]:
    async with callers.http_to(stack) as http:
        tenant = await tenants.create(stack)
        bao, ada = await tenant.customer(http), await tenant.log_in(http, "Ada")
        await bao.post(f"/v1/conversations/{bao.conversation_id}/escalation", {"reason": "requested"})
        await ada.post(f"/v1/conversations/{bao.conversation_id}/accept")
        yield Talk(bao, ada, bao.conversation_id)


def positions(line: Line) -> list[int]:
    """Of the events that came."""
    return [frame["position"] for frame in line.events()]


def follow(state: Any, line: Line) -> Any:
    """What a client makes of what came."""
    for frame in line.events():
        state = apply_event(state, frame)
    return state


async def test_a_line_that_comes_back_gets_exactly_what_it_missed(talk: Talk) -> None:
    state = await talk.bao.state()
    first = await callers.connected(talk.bao, talk.id, position=state["conversation"]["position"], epoch=state["epoch"])
    await first.say("One.")
    await first.expect("message.sent")
    state = follow(state, first)
    await first.close()
    for text in ("Two.", "Three."):
        await talk.ada.post(f"/v1/conversations/{talk.id}/messages", {"id": str(new_id()), "content": text})
    await talk.ada.post(f"/v1/conversations/{talk.id}/notes", {"id": str(new_id()), "content": "Secret."})
    came = state["conversation"]["position"]
    second = await callers.connected(talk.bao, talk.id, position=came, epoch=state["epoch"])
    welcome = await second.expect("welcome")
    assert welcome["resumed"]
    assert positions(second) == list(range(came + 1, welcome["position"] + 1))
    assert [one["message"]["content"] for one in second.events()] == ["Two.", "Three."]
    assert follow(state, second) == await talk.bao.state()
    await second.close()


@pytest.mark.parametrize("who", ["customer", "agent"])
async def test_a_gap_on_an_open_line_is_filled_on_demand(talk: Talk, who: str) -> None:
    caller = talk.bao if who == "customer" else talk.ada
    line = await callers.connected(caller, talk.id)
    await line.send("subscribe", position=0)
    subscribed = await line.expect("subscribed")
    assert positions(line) == list(range(1, subscribed["position"] + 1))
    await line.say("Still here.", role=who)
    await line.expect("message.sent", position=subscribed["position"] + 1)
    await line.close()


async def test_another_epoch_or_a_future_position_is_told_and_never_replayed(talk: Talk) -> None:
    for auth, reason in (({"position": 1, "epoch": "before"}, "epoch"), ({"position": 10_000}, "ahead")):
        line = await callers.connected(talk.bao, talk.id, **auth)
        assert (await line.expect("resync"))["reason"] == reason
        assert not (await line.expect("welcome")).get("resumed", False)
        assert line.events() == []
        await line.close()


async def test_what_was_sent_while_the_gateway_died_is_there_once(stack: Stack, talk: Talk) -> None:
    state = await talk.ada.state(talk.id)
    line = await callers.connected(talk.bao, talk.id)
    ids = [str(new_id()) for _ in range(20)]
    for number, id_ in enumerate(ids):
        await line.send("message", id=id_, content=f"Message {number}")
        if number == 10:
            await line.expect("delivered", id=ids[0])
            await stack.kill("gateway")
            break
    await stack.start("gateway")
    again = await callers.connected(talk.bao, talk.id)
    # Nobody told which arrived, so all that were not acknowledged go out again, and the acknowledged ones too.
    await asyncio.gather(*(again.say(f"Message {number}", id=id_) for number, id_ in enumerate(ids)))
    await again.close()
    found = [one for one in (await talk.ada.state(talk.id))["messages"] if one["role"] == "customer"]
    assert sorted(one["id"] for one in found) == sorted(ids)
    assert [one["content"] for one in found][:11] == [f"Message {number}" for number in range(11)]
    page = await talk.ada.get(f"/v1/conversations/{talk.id}/events?after={state['conversation']['position']}")
    assert [one["position"] for one in page["events"]] == list(
        range(state["conversation"]["position"] + 1, page["position"] + 1)
    )
