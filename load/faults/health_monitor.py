"""Observes HTTP answers, presence and limits during an outage."""

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
from load.clients.traffic_generator import TrafficGenerator
from load.faults.scenario import Measurement
from load.stack.credentials import Credential, Pair, Party
from load.stack.stack import Stack

POLL_SECONDS = 0.5
TIMEOUT_SECONDS = 60.0
# One more than all APIs together admit from one address in a minute.
START_REQUESTS = 31


@dataclass(slots=True)
class HealthMonitor:
    """An agent of the tenant that generates traffic, with a socket on the feed and HTTP to every API."""

    stack: Stack
    traffic: TrafficGenerator
    http: dict[str, httpx2.AsyncClient]
    pairs: list[Pair]
    statuses: Counter[int] = field(default_factory=Counter)
    reported_offline: set[str] = field(default_factory=set)
    polls: int = 0
    exact_polls: int = 0
    fewest_connected: int = 10**9
    server_errors_before: int = 0
    _is_outage: bool = False

    @property
    def observer(self) -> Party:
        """The agent."""
        return self.pairs[0].agent

    # --- continuously --------------------------------------------------------------------------------------------

    async def follow_feed(self, socket: ClientConnection) -> None:
        """Read the feed and record who is reported offline."""
        await socket.send(json.dumps({"type": "auth"}))
        await socket.send(json.dumps({"type": "subscribe"}))
        try:
            async for text in socket:
                frame = json.loads(text)
                if frame["type"] == "presence" and frame["status"] == "offline" and "userId" in frame:
                    self.reported_offline.add(frame["userId"])
        except ConnectionClosed:
            return

    async def poll(self) -> None:
        """Send a message by HTTP and read presence, every half second."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            for api in self.http.values():
                if self._is_outage:
                    await self._send_message(api)
                await self._read_presence(api)

    async def _send_message(self, api: httpx2.AsyncClient) -> None:
        body = {"id": str(new_id()), "content": "Still there?"}
        path = f"/v1/conversations/{self.observer.conversation_id}/messages"
        answer = await api.post(path, json=body, headers=_authorization(self.observer))
        self.statuses[answer.status_code] += 1

    async def _read_presence(self, api: httpx2.AsyncClient) -> dict[str, Any]:
        is_outage = self._is_outage
        answer = await api.get("/v1/presence", headers=_authorization(self.observer))
        found: dict[str, Any] = answer.raise_for_status().json()
        self.fewest_connected = min(self.fewest_connected, sum(one["isConnected"] for one in found["items"]))
        if is_outage and self._is_outage:
            self.polls += 1
            self.exact_polls += not found["isApproximate"]
        return found

    # --- on request ----------------------------------------------------------------------------------------------

    def start_outage(self) -> None:
        """Start counting: the dependency is down from now on."""
        self._is_outage, self.polls, self.exact_polls, self.fewest_connected = True, 0, 0, 10**9
        self.server_errors_before = self.traffic.errors("server.")

    def end_outage(self) -> None:
        """Stop counting: the dependency is coming back."""
        self._is_outage = False

    def found(self) -> list[Measurement]:
        """Return what was observed during the outage, and of presence also afterwards."""
        server_errors = sum(count for status, count in self.statuses.items() if status >= 500)
        by_socket = self.traffic.errors("server.") - self.server_errors_before
        return [
            Measurement("sends by HTTP answered with 5xx", server_errors if self.statuses else float("nan"), "", 0),
            Measurement("sends by socket answered with a server error", by_socket, "", 0),
            Measurement("looks at presence that were not marked approximate", self.exact_polls, f"of {self.polls}", 0),
            Measurement("users missing in the thinnest look", self._expected_users - self.fewest_connected, "users", 0),
        ]

    @property
    def _expected_users(self) -> int:
        """The number of users with a socket."""
        seated = {str(pair.agent.actor.id) for pair in self.traffic.pairs}
        return len(seated | {str(self.observer.actor.id)})

    async def wait_until_healthy(self) -> None:
        """Wait until every gateway's bus is healthy and every API reports exact, complete presence."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not (await self._buses_are_healthy() and await self._presence_is_exact()):
                await asyncio.sleep(0.1)

    async def _buses_are_healthy(self) -> bool:
        names = [name for name in self.stack.processes if name.startswith("gateway")]
        async with httpx2.AsyncClient() as http:
            pages = [await http.get(f"http://127.0.0.1:{self.stack.ports[f'metrics {name}']}/") for name in names]
        return all("gateway_bus_healthy 1.0" in page.text for page in pages)

    async def _presence_is_exact(self) -> bool:
        pages = [await self._read_presence(api) for api in self.http.values()]
        there = [sum(one["isConnected"] for one in page["items"]) for page in pages]
        return not any(page["isApproximate"] for page in pages) and min(there) >= self._expected_users

    async def check_start_limit(self) -> Measurement:
        """Check that the limit per address holds without Redis: some of many start requests are refused."""
        refused = 0
        for api in self.http.values():
            for _ in range(START_REQUESTS):
                answer = await api.post("/v1/widget/start", json={"inboxId": str(new_id())})
                refused += answer.status_code == 429
        return Measurement("limits that let everything through", 0 if refused else 1, "", 0)

    async def check_nonce_reuse(self) -> Measurement:
        """Check that a nonce opens one socket only, also without Redis and on another gateway."""
        codes: list[int | None] = []
        party = self.pairs[1].customer
        credential = party.credential(self.stack.gateways[0])
        for gateway in self.stack.gateways:
            url = credential.url.replace(self.stack.gateways[0], gateway)
            async with connect(url, subprotocols=_subprotocols(credential.protocols), proxy=None) as socket:
                await socket.send(json.dumps({"type": "auth"}))
                try:
                    async with asyncio.timeout(10):
                        while json.loads(await socket.recv())["type"] != "welcome":
                            pass
                except (ConnectionClosed, TimeoutError):
                    codes.append(socket.close_code)
        return Measurement("nonces good twice", 0 if NONCE_REFUSED.code in codes else 1, "", 0)

    async def close_conversations(self) -> None:
        """Close conversations, which enqueues their briefs during the outage."""
        for pair in self.pairs[2:]:
            api = next(iter(self.http.values()))
            path = f"/v1/conversations/{pair.agent.conversation_id}"
            for party in (pair.customer, pair.agent):
                body = {"id": str(new_id()), "content": f"A word of the {party.role} about order 1234."}
                (await api.post(f"{path}/messages", json=body, headers=_authorization(party))).raise_for_status()
            (await api.post(f"{path}/close", headers=_authorization(pair.agent))).raise_for_status()

    async def briefs_missing(self) -> Measurement:
        """Count the closed conversations that have no brief in the end."""
        api, missing = next(iter(self.http.values())), list(self.pairs[2:])
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while missing:
                    path = f"/livechat/summary/{missing[0].agent.conversation_id}"
                    if (await api.get(path, headers=_authorization(missing[0].agent))).status_code == 200:
                        del missing[0]
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pass
        return Measurement("briefs that never came", len(missing), f"of {len(self.pairs) - 2}", 0)


def agent_credential(party: Party, gateway: str) -> Credential:
    """Issue the credential of an agent's own socket."""
    nonce, _ = party.nonces.issue(Bearer(party.actor.tenant_id, party.actor.id))
    return Credential(
        f"{gateway}/ws/v1/agent", party.tokens.sign(party.actor).token, nonce, party.conversation_id, party.role
    )


def _authorization(party: Party) -> dict[str, str]:
    return {"Authorization": f"Bearer {party.tokens.sign(party.actor).token}"}


def _subprotocols(protocols: str) -> list[Subprotocol]:
    return [Subprotocol(one) for one in protocols.split(", ")]


@asynccontextmanager
async def health_monitor(stack: Stack, traffic: TrafficGenerator) -> AsyncIterator[HealthMonitor]:
    """Monitor as long as the context."""
    async with AsyncExitStack() as exits:
        http = {}
        for name in (name for name in stack.processes if name.startswith("api")):
            url = f"http://127.0.0.1:{stack.ports[f'rest {name}']}"
            http[name] = await exits.enter_async_context(httpx2.AsyncClient(base_url=url, timeout=10))
        found = HealthMonitor(stack, traffic, http, traffic.spare_pairs)
        credential = agent_credential(found.observer, stack.gateways[0])
        line = connect(credential.url, subprotocols=_subprotocols(credential.protocols), proxy=None)
        socket = await exits.enter_async_context(line)
        tasks = [asyncio.create_task(found.follow_feed(socket)), asyncio.create_task(found.poll())]
        try:
            yield found
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
