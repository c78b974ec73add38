"""Clients that chat while a fault is injected, and the record of what they saw."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from load.clients.resuming_client import ResumingClient
from load.report import percentile
from load.stack.credentials import Pair, Party
from load.stack.stack import Stack, wait_until
from load.verify.consistency_checker import History, Violation

# A customer may send one message per second; agents send the rest.
SHARE_OF_CUSTOMERS = 0.15
SETTLE_SECONDS = 30.0


@dataclass(slots=True)
class TrafficGenerator:
    """Both parties of several conversations, each with its own socket."""

    history: History = field(default_factory=History)
    clients: list[ResumingClient] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    # Conversations of the same tenant without connected clients.
    spare_pairs: list[Pair] = field(default_factory=list)
    per_second: float = 0.0
    _sending: "asyncio.Task[None] | None" = None
    _chance: random.Random = field(default_factory=lambda: random.Random(7))

    def add_clients(self, pairs: list[Pair], gateways: list[str]) -> None:
        """Create and start a client for each party."""
        self.pairs = pairs
        for number, pair in enumerate(pairs):
            for party in (pair.customer, pair.agent):
                self.clients.append(self._client(f"{party.role}-{number}", party, gateways))
        for client in self.clients:
            client.start()

    def _client(self, name: str, party: Party, gateways: list[str]) -> ResumingClient:
        return ResumingClient(
            name,
            party.role,
            str(party.conversation_id),
            new_credential=party.credential,
            gateways=gateways,
            history=self.history,
        )

    async def open(self) -> None:
        """Wait until every client is connected."""
        await wait_until(lambda: self.is_fully_connected, "everybody is connected")

    def start_sending(self, per_second: float) -> None:
        """Start sending messages of random clients at a fixed rate."""
        self.per_second = per_second
        self._sending = asyncio.create_task(self._send_at_rate(per_second))

    async def _send_at_rate(self, per_second: float) -> None:
        customers = [client for client in self.clients if client.participant.role == "customer"]
        agents = [client for client in self.clients if client.participant.role == "agent"]
        began, sent = time.monotonic(), 0
        while True:
            due = int((time.monotonic() - began) * per_second)
            while sent < due:
                sent += 1
                of_customers = self._chance.random() < SHARE_OF_CUSTOMERS
                sender = self._chance.choice(customers if of_customers else agents)
                if sender.is_asleep:
                    continue
                sender.send_message(f"message {sent}", is_note=not of_customers and sent % 25 == 0)
            await asyncio.sleep(0.005)

    async def wait_for_acknowledgements(self, answers: int, seconds: float = SETTLE_SECONDS) -> float:
        """Wait until `answers` more messages are acknowledged. Returns the seconds it took."""
        goal = self.acknowledged + answers
        return await wait_until(lambda: self.acknowledged >= goal, f"{answers} more messages are acknowledged", seconds)

    async def stop_sending(self) -> None:
        """Stop sending."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
            self._sending = None

    async def settle(self, seconds: float = SETTLE_SECONDS) -> list[Violation]:
        """Wait until everything sent is answered and delivered. Returns the violations that remain."""
        await self.stop_sending()
        await wait_until(
            lambda: all(client.is_settled or client.permanent_close_code for client in self.clients),
            "everything said is answered",
            seconds,
        )
        deadline = time.monotonic() + seconds
        while (violations := self.history.violations()) and time.monotonic() < deadline:
            if any(violation.rule != "lost" for violation in violations):
                break  # waiting does not repair these
            await asyncio.sleep(0.2)
        return violations

    async def stop(self) -> None:
        """Stop all clients."""
        await self.stop_sending()
        await asyncio.gather(*(client.stop() for client in self.clients))

    @property
    def acknowledged(self) -> int:
        """The number of acknowledgements so far."""
        return sum(client.participant.acknowledged for client in self.clients)

    @property
    def is_fully_connected(self) -> bool:
        """Whether every client is connected."""
        return all(client.participant.is_open for client in self.clients)

    def delays(self, since: float = 0.0, until_: float = float("inf")) -> list[float]:
        """Return the milliseconds from sending to delivery at the other party, for messages sent in the interval."""
        sent: dict[str, tuple[float, str]] = {}
        first: dict[str, float] = {}
        for observation in self.history.observations:
            if observation.kind == "invoke" and since <= observation.at < until_:
                sent[observation.message] = (observation.at, observation.client)
            elif (
                observation.kind == "deliver"
                and observation.message in sent
                and sent[observation.message][1] != observation.client
            ):
                first.setdefault(observation.message, observation.at)
        return [(at - sent[message][0]) * 1_000 for message, at in first.items()]

    def pending_delays(self, since: float = 0.0, until_: float = float("inf")) -> list[float]:
        """Return the milliseconds for which undelivered messages of the interval have been waiting."""
        now, observations = time.monotonic(), self.history.observations
        pending = {
            observation.message: observation
            for observation in observations
            if observation.kind == "invoke" and since <= observation.at < until_
        }
        private = {observation.message for observation in observations if observation.is_for_agents}
        for observation in observations:
            found = pending.get(observation.message)
            if found is not None and observation.kind == "deliver" and observation.client != found.client:
                del pending[observation.message]
        return [(now - observation.at) * 1_000 for message, observation in pending.items() if message not in private]

    def p95(self, since: float = 0.0, until_: float = float("inf")) -> float:
        """Return the 95th percentile of `delays`."""
        return percentile(self.delays(since, until_), 0.95)

    def errors(self, prefix: str = "") -> int:
        """Return the number of error frames whose code starts with `prefix`."""
        found = (client.participant.errors for client in self.clients)
        return sum(count for errors in found for code, count in errors.items() if code.startswith(prefix))

    def outages(self) -> list[float]:
        """Return the seconds from each disconnect to the next `welcome`, of all clients."""
        return [seconds for client in self.clients for seconds in client.outages[1:]]


@asynccontextmanager
async def generate_traffic(stack: Stack, pairs: list[Pair], per_second: float) -> AsyncIterator[TrafficGenerator]:
    """Run traffic as long as the context."""
    found = TrafficGenerator()
    found.add_clients(pairs, stack.gateways)
    try:
        await found.open()
        found.start_sending(per_second)
        yield found
    finally:
        await found.stop()
