"""No tenant reaches another by socket, and no customer another: generated from the table of frames.

A new frame fails here until it is covered.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, get_args

import httpx2
import pytest

from chorus.core.ids import new_id
from chorus.protocol import frames
from chorus.protocol.close_codes import CLOSES, NONCE_REFUSED, NOT_FOUND
from tests.proof import callers
from tests.proof.callers import Caller, Frame, Line
from tests.proof.stack import Stack, until
from tests.proof.victim_data import CANARY, VictimData, create_victim_data

INTRUDERS = ("their agent", "their supervisor", "their customer", "another customer")
TAGS = [str(kind.__struct_config__.tag) for kind in get_args(frames.FromClient)]


@dataclass
class Scene:
    """The victim with open sockets, and everybody who tries."""

    http: httpx2.AsyncClient
    victim: VictimData
    listening: list[Line]
    intruders: dict[str, Caller]

    @property
    def target(self) -> str:
        """The conversation that is not theirs."""
        return self.victim.bao.conversation_id

    async def hears_only(self, fence: str) -> None:
        """The victim's sockets got nothing but the victim's own words since the last fence."""
        await self.victim.bao.post(f"/v1/conversations/{self.target}/messages", {"id": str(new_id()), "content": fence})
        for line in self.listening:
            await line.wait(lambda frame: frame.get("message", {}).get("content") == fence, fence)
            assert [frame for frame in line.came if not self.is_their_own(frame)] == []

    def is_their_own(self, frame: Frame) -> bool:
        """What the victim's people do themselves."""
        if frame["type"] == "presence":
            return frame["status"] == "online" and {frame.get("userId"), frame.get("customerId")} & self.people != set()
        if frame["type"] == "message.sent":
            return frame["actor"]["id"] in self.people
        return frame["type"] in {"welcome", "subscribed"}

    @property
    def people(self) -> set[str]:
        """Who may appear on the victim's sockets."""
        return {self.victim.bao.id, self.victim.ada.id}


@pytest.fixture(scope="module")
async def scene(stack: Stack) -> AsyncIterator[Scene]:
    async with callers.http_to(stack) as http:
        victim, other = await create_victim_data(stack, http, "Globex"), await create_victim_data(stack, http, "Acme")
        mallory = await victim.tenant.customer(http, "Mallory")
        agent = await callers.connected(victim.ada)
        await agent.send("subscribe")
        await agent.send("subscribe", conversationId=victim.bao.conversation_id)
        await agent.expect("subscribed", conversationId=victim.bao.conversation_id)
        customer = await callers.connected(victim.bao, victim.bao.conversation_id)
        yield Scene(
            http,
            victim,
            [agent, customer],
            {
                "their agent": other.ada,
                "their supervisor": await other.tenant.log_in(http, "Sam"),
                "their customer": other.bao,
                "another customer": mallory,
            },
        )
        for line in (agent, customer):
            await line.close()


async def closed(line: Line) -> int:
    """The code that a socket ends with."""

    async def code() -> int:
        return line.socket.close_code or 0

    return await until(code, "the socket is closed")


@pytest.mark.parametrize("who", INTRUDERS)
async def test_a_foreign_conversation_has_no_socket(scene: Scene, who: str) -> None:
    line = await callers.dial(scene.intruders[who], scene.target)
    await line.send("auth", position=0)
    assert await closed(line) == NOT_FOUND.code
    assert [frame["type"] for frame in line.came] == ["error"]
    assert CANARY not in str(line.came)


@pytest.mark.parametrize("who", ["their customer", "another customer"])
async def test_an_agent_s_socket_is_closed_to_customers(scene: Scene, who: str) -> None:
    customer = scene.intruders[who]
    assert (await customer.ask("POST", "/v1/sockets", json={})).status_code == 403
    # With a nonce that was made for something else, it is not opened either.
    line = await callers.dial(customer, customer.conversation_id)
    await line.close()
    url = (await customer.post("/v1/sockets", {"conversationId": customer.conversation_id}))["url"]
    agent_url = url.rsplit("/conversations/", 1)[0] + "/agent"
    nonce = (await customer.post("/v1/sockets", {"conversationId": customer.conversation_id}))["nonce"]
    stolen = await callers.dial_at(agent_url, customer.token, nonce)
    await stolen.send("auth")
    assert CLOSES[await closed(stolen)].name in {"forbidden", "nonce_refused"}


@pytest.mark.parametrize("who", INTRUDERS)
async def test_a_stolen_nonce_opens_nothing(scene: Scene, who: str) -> None:
    stolen = await scene.victim.bao.post("/v1/sockets", {"conversationId": scene.target})
    line = await callers.dial_at(stolen["url"], scene.intruders[who].token, stolen["nonce"])
    await line.send("auth", position=0)
    assert await closed(line) in {NONCE_REFUSED.code, NOT_FOUND.code}
    assert CANARY not in str(line.came)


Attempt = Callable[[Line, Scene], Awaitable[Any]]


async def refused(line: Line, code: str) -> None:
    """The next error."""
    error = await line.expect("error")
    assert error["code"] == code, error


async def says(line: Line, scene: Scene) -> None:
    await line.send("message", id=str(new_id()), content="I am in.", role="agent", conversationId=scene.target)
    await refused(line, "conversation.not_found")


async def acknowledges(line: Line, scene: Scene) -> None:
    await line.send("receipt", delivered=999, read=999, conversationId=scene.target)
    await refused(line, "conversation.not_found")


async def subscribes(line: Line, scene: Scene) -> None:
    await line.send("subscribe", position=0, conversationId=scene.target)
    await refused(line, "conversation.not_found")


async def unsubscribes(line: Line, scene: Scene) -> None:
    await line.send("unsubscribe", conversationId=scene.target)


async def types(line: Line, scene: Scene) -> None:
    await line.send("typing", state="started", conversationId=scene.target, userId=scene.victim.ada.id, name="Ada")


async def declares(line: Line, scene: Scene) -> None:
    await line.send("presence", status="away", userId=scene.victim.ada.id, customerId=scene.victim.bao.id)


async def authenticates(line: Line, scene: Scene) -> None:
    await line.send("auth", token=scene.victim.ada.token, position=0)
    await refused(line, "auth.already_done")


async def pings(line: Line, scene: Scene) -> None:
    await line.send("ping")


ATTEMPTS: dict[str, Attempt] = {
    "auth": authenticates,
    "message": says,
    "ping": pings,
    "presence": declares,
    "receipt": acknowledges,
    "subscribe": subscribes,
    "typing": types,
    "unsubscribe": unsubscribes,
}


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("who", INTRUDERS)
async def test_no_frame_reaches_a_foreign_conversation(scene: Scene, who: str, tag: str) -> None:
    assert tag in ATTEMPTS, "say here what this frame must not do to others"
    intruder = scene.intruders[who]
    is_customer = "customer" in who
    line = await callers.connected(intruder, intruder.conversation_id if is_customer else None)
    try:
        before = await scene.victim.snapshot()
        await ATTEMPTS[tag](line, scene)
        await line.send("ping")
        await line.expect("pong")
        assert await scene.victim.snapshot() == before
        await scene.hears_only(f"Fence after {tag} of {who}, {CANARY}.")
        assert CANARY not in str(line.came)
        assert scene.target not in str([frame for frame in line.came if frame["type"] != "error"])
    finally:
        await line.close()
