"""Somebody who looks on while a part is away: what HTTP answers, who is said to be there, whether limits still hold."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from chorus.core.ids import new_id
from chorus.identity.tokens.nonces import Bearer
from chorus.protocol.close_codes import NONCE_REFUSED
from load.chaos.outcome import Measured
from load.ordeal import Crowd
from load.seats import Pair, Seat, Side
from load.stack import Stack

LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 60.0
# One more for each API than all of them together let through from one address in a minute.
STARTS = 31


@dataclass(slots=True)
class Witness:
    """An agent of the same tenant as the crowd, with a socket on the feed, and HTTP to every API."""

    stack: Stack
    people: Crowd
    http: dict[str, httpx2.AsyncClient]
    pairs: list[Pair]
    statuses: Counter[int] = field(default_factory=Counter)
    declared_gone: set[str] = field(default_factory=set)
    looks: int = 0
    exact_looks: int = 0
    fewest_there: int = 10**9
    server_errors_before: int = 0
    _is_away: bool = False

    @property
    def me(self) -> Side:
        """The agent."""
        return self.pairs[0].agent

    # --- what it does all the time -------------------------------------------------------------------------------

    async def follow(self, socket: ClientConnection) -> None:
        """Read the feed: who is said to be gone."""
        await socket.send(json.dumps({"type": "auth"}))
        await socket.send(json.dumps({"type": "subscribe"}))
        try:
            async for text in socket:
                frame = json.loads(text)
                if frame["type"] == "presence" and frame["status"] == "offline" and "userId" in frame:
                    self.declared_gone.add(frame["userId"])
        except ConnectionClosed:
            return

    async def look(self) -> None:
        """Every half second: say something by HTTP, and ask who is there."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for api in self.http.values():
                if self._is_away:
                    await self._say(api)
                await self._who_is_there(api)

    async def _say(self, api: httpx2.AsyncClient) -> None:
        body = {"id": str(new_id()), "content": "Still there?"}
        path = f"/v1/conversations/{self.me.conversation_id}/messages"
        answer = await api.post(path, json=body, headers=_as(self.me))
        self.statuses[answer.status_code] += 1

    async def _who_is_there(self, api: httpx2.AsyncClient) -> dict[str, Any]:
        is_away = self._is_away
        answer = await api.get("/v1/presence", headers=_as(self.me))
        found: dict[str, Any] = answer.raise_for_status().json()
        self.fewest_there = min(self.fewest_there, sum(one["isConnected"] for one in found["items"]))
        if is_away and self._is_away:
            self.looks += 1
            self.exact_looks += not found["isApproximate"]
        return found

    # --- when it is told -----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """It is away from now on."""
        self._is_away, self.looks, self.exact_looks, self.fewest_there = True, 0, 0, 10**9
        self.server_errors_before = self.people.errors("server.")

    def end(self) -> None:
        """It comes back."""
        self._is_away = False

    def found(self) -> list[Measured]:
        """What was seen in between, and of presence also afterwards."""
        server_errors = sum(count for status, count in self.statuses.items() if status >= 500)
        by_socket = self.people.errors("server.") - self.server_errors_before
        return [
            Measured("sends by HTTP answered with 5xx", server_errors if self.statuses else float("nan"), "", 0),
            Measured("sends by socket answered with a server error", by_socket, "", 0),
            Measured("looks at presence that were not marked approximate", self.exact_looks, f"of {self.looks}", 0),
            Measured("users missing in the thinnest look", self._everybody - self.fewest_there, "users", 0),
        ]

    @property
    def _everybody(self) -> int:
        """How many users have a socket."""
        seated = {str(pair.agent.actor.id) for pair in self.people.pairs}
        return len(seated | {str(self.me.actor.id)})

    async def settled(self) -> None:
        """Until every gateway's bus is healthy, and every API knows exactly that everybody is there."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (await self._buses_are_healthy() and await self._presence_is_exact()):
                await asyncio.sleep(0.1)

    async def _buses_are_healthy(self) -> bool:
        names = [name for name in self.stack.processes if name.startswith("gateway")]
        async with httpx2.AsyncClient() as http:
            pages = [await http.get(f"http://127.0.0.1:{self.stack.ports[f'metrics {name}']}/") for name in names]
        return all("gateway_bus_healthy 1.0" in page.text for page in pages)

    async def _presence_is_exact(self) -> bool:
        pages = [await self._who_is_there(api) for api in self.http.values()]
        there = [sum(one["isConnected"] for one in page["items"]) for page in pages]
        return not any(page["isApproximate"] for page in pages) and min(there) >= self._everybody

    async def starts_refused(self) -> Measured:
        """The limit per address holds without Redis too: of so many starts some are refused."""
        refused = 0
        for api in self.http.values():
            for _ in range(STARTS):
                answer = await api.post("/v1/widget/start", json={"inboxId": str(new_id())})
                refused += answer.status_code == 429
        return Measured("limits that let everything through", 0 if refused else 1, "", 0)

    async def nonce_refused(self) -> Measured:
        """A nonce lets in one socket, also without Redis, also on another gateway."""
        codes: list[int | None] = []
        side = self.pairs[1].customer
        seat = side.seat(self.stack.gateways[0])
        for gateway in self.stack.gateways:
            url = seat.url.replace(self.stack.gateways[0], gateway)
            async with connect(url, subprotocols=_offer(seat.protocols), proxy=None) as socket:
                await socket.send(json.dumps({"type": "auth"}))
                try:
                    async with asyncio.timeout(10):
                        while json.loads(await socket.recv())["type"] != "welcome":
                            pass
                except (ConnectionClosed, TimeoutError):
                    codes.append(socket.close_code)
        return Measured("nonces good twice", 0 if NONCE_REFUSED.code in codes else 1, "", 0)

    async def close_some(self) -> None:
        """Something to brief: the job is enqueued while Redis is away."""
        for pair in self.pairs[2:]:
            api = next(iter(self.http.values()))
            path = f"/v1/conversations/{pair.agent.conversation_id}"
            for side in (pair.customer, pair.agent):
                body = {"id": str(new_id()), "content": f"A word of the {side.role} about order 1234."}
                (await api.post(f"{path}/messages", json=body, headers=_as(side))).raise_for_status()
            (await api.post(f"{path}/close", headers=_as(pair.agent))).raise_for_status()

    async def briefs_missing(self) -> Measured:
        """How many of them have no brief in the end."""
        api, missing = next(iter(self.http.values())), list(self.pairs[2:])
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while missing:
                    path = f"/livechat/summary/{missing[0].agent.conversation_id}"
                    if (await api.get(path, headers=_as(missing[0].agent))).status_code == 200:
                        del missing[0]
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pass
        return Measured("briefs that never came", len(missing), f"of {len(self.pairs) - 2}", 0)


def agents_seat(side: Side, gateway: str) -> Seat:
    """The papers for an agent's own socket."""
    nonce, _ = side.nonces.issue(Bearer(side.actor.tenant_id, side.actor.id))
    return Seat(f"{gateway}/ws/v1/agent", side.tokens.sign(side.actor).token, nonce, side.conversation_id, side.role)


def _as(side: Side) -> dict[str, str]:
    return {"Authorization": f"Bearer {side.tokens.sign(side.actor).token}"}


def _offer(protocols: str) -> list[Subprotocol]:
    return [Subprotocol(one) for one in protocols.split(", ")]


@asynccontextmanager
async def witness(stack: Stack, people: Crowd) -> AsyncIterator[Witness]:
    """Looks on as long as the context."""
    async with AsyncExitStack() as exits:
        http = {}
        for name in (name for name in stack.processes if name.startswith("api")):
            url = f"http://127.0.0.1:{stack.ports[f'rest {name}']}"
            http[name] = await exits.enter_async_context(httpx2.AsyncClient(base_url=url, timeout=10))
        found = Witness(stack, people, http, people.spare)
        seat = agents_seat(found.me, stack.gateways[0])
        line = connect(seat.url, subprotocols=_offer(seat.protocols), proxy=None)
        socket = await exits.enter_async_context(line)
        tasks = [asyncio.create_task(found.follow(socket)), asyncio.create_task(found.look())]
        try:
            yield found
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
