"""A crowd that chats while something breaks, and what it has to say about it."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from load.figures import percentile
from load.history import Fault, History
from load.resuming_client import ResumingClient
from load.seats import Pair, Side
from load.stack import Stack, until

# A customer may say one message a second; agents have the rest of the rate.
SHARE_OF_CUSTOMERS = 0.15
SETTLE_SECONDS = 30.0


@dataclass(slots=True)
class Crowd:
    """Both sides of some conversations, each with a socket of its own."""

    history: History = field(default_factory=History)
    clients: list[ResumingClient] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    # Others of the same tenant, whom nobody has seated.
    spare: list[Pair] = field(default_factory=list)
    per_second: float = 0.0
    _talking: "asyncio.Task[None] | None" = None
    _chance: random.Random = field(default_factory=lambda: random.Random(7))

    def seat(self, pairs: list[Pair], gateways: list[str]) -> None:
        """Everybody takes a seat and connects."""
        self.pairs = pairs
        for number, pair in enumerate(pairs):
            for side in (pair.customer, pair.agent):
                self.clients.append(self._client(f"{side.role}-{number}", side, gateways))
        for client in self.clients:
            client.start()

    def _client(self, name: str, side: Side, gateways: list[str]) -> ResumingClient:
        return ResumingClient(
            name,
            side.role,
            str(side.conversation_id),
            take_seat=side.seat,
            gateways=gateways,
            history=self.history,
        )

    async def open(self) -> None:
        """Wait until everybody is connected."""
        await until(lambda: self.is_together, "everybody is connected")

    def talk(self, per_second: float) -> None:
        """From now on somebody says something, so many times a second."""
        self.per_second = per_second
        self._talking = asyncio.create_task(self._talk(per_second))

    async def _talk(self, per_second: float) -> None:
        customers = [client for client in self.clients if client.participant.role == "customer"]
        agents = [client for client in self.clients if client.participant.role == "agent"]
        began, said = time.monotonic(), 0
        while True:
            due = int((time.monotonic() - began) * per_second)
            while said < due:
                said += 1
                of_customers = self._chance.random() < SHARE_OF_CUSTOMERS
                speaker = self._chance.choice(customers if of_customers else agents)
                if speaker.is_asleep:
                    continue
                speaker.say(f"message {said}", is_note=not of_customers and said % 25 == 0)
            await asyncio.sleep(0.005)

    async def more(self, answers: int, seconds: float = SETTLE_SECONDS) -> float:
        """Wait until so many more messages are acknowledged; the seconds that it took."""
        goal = self.acknowledged + answers
        return await until(lambda: self.acknowledged >= goal, f"{answers} more messages are acknowledged", seconds)

    async def hush(self) -> None:
        """Nobody says anything more."""
        if self._talking is not None:
            self._talking.cancel()
            await asyncio.gather(self._talking, return_exceptions=True)
            self._talking = None

    async def settle(self, seconds: float = SETTLE_SECONDS) -> list[Fault]:
        """Wait until all that was said is answered and delivered; what is wrong then."""
        await self.hush()
        await until(
            lambda: all(client.is_settled or client.refused_for_good for client in self.clients),
            "everything said is answered",
            seconds,
        )
        deadline = time.monotonic() + seconds
        while (faults := self.history.faults()) and time.monotonic() < deadline:
            if any(fault.rule != "lost" for fault in faults):
                break  # no waiting mends it
            await asyncio.sleep(0.2)
        return faults

    async def leave(self) -> None:
        """Everybody goes."""
        await self.hush()
        await asyncio.gather(*(client.stop() for client in self.clients))

    @property
    def acknowledged(self) -> int:
        """How many answers came."""
        return sum(client.participant.acknowledged for client in self.clients)

    @property
    def is_together(self) -> bool:
        """Whether everybody is connected."""
        return all(client.participant.is_open for client in self.clients)

    def delays(self, since: float = 0.0, until_: float = float("inf")) -> list[float]:
        """Milliseconds from saying to the other side's socket, of what was said in between."""
        said: dict[str, tuple[float, str]] = {}
        first: dict[str, float] = {}
        for note in self.history.notes:
            if note.kind == "invoke" and since <= note.at < until_:
                said[note.message] = (note.at, note.client)
            elif note.kind == "deliver" and note.message in said and said[note.message][1] != note.client:
                first.setdefault(note.message, note.at)
        return [(at - said[message][0]) * 1_000 for message, at in first.items()]

    def waiting(self, since: float = 0.0, until_: float = float("inf")) -> list[float]:
        """Milliseconds that what was said in between waits already, where the other side has not seen it."""
        now, notes = time.monotonic(), self.history.notes
        open_ = {note.message: note for note in notes if note.kind == "invoke" and since <= note.at < until_}
        private = {note.message for note in notes if note.is_for_agents}
        for note in notes:
            found = open_.get(note.message)
            if found is not None and note.kind == "deliver" and note.client != found.client:
                del open_[note.message]
        return [(now - note.at) * 1_000 for message, note in open_.items() if message not in private]

    def p95(self, since: float = 0.0, until_: float = float("inf")) -> float:
        """The 95th percentile of the delays."""
        return percentile(self.delays(since, until_), 0.95)

    def errors(self, prefix: str = "") -> int:
        """How many error frames there were whose code begins so."""
        found = (client.participant.errors for client in self.clients)
        return sum(count for errors in found for code, count in errors.items() if code.startswith(prefix))

    def outages(self) -> list[float]:
        """Seconds from losing the socket to the welcome on the next, of all clients."""
        return [seconds for client in self.clients for seconds in client.outages[1:]]


@asynccontextmanager
async def crowd(stack: Stack, pairs: list[Pair], per_second: float) -> AsyncIterator[Crowd]:
    """A crowd that talks as long as the context, unless it is hushed."""
    found = Crowd()
    found.seat(pairs, stack.gateways)
    try:
        await found.open()
        found.talk(per_second)
        yield found
    finally:
        await found.leave()
