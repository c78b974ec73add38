"""A chat service in memory that obeys the port, tokens that need no keys, and a client that speaks frames."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from chorus.core.clock import now
from chorus.core.ids import new_id
from chorus.gateway.protocol.ports import Verified
from chorus.identity.errors import NonceRefused, TokenExpired, TokenRefused
from chorus.protocol import topics
from chorus.protocol.envelope import Envelope
from chorus.protocol.rpc import exchange
from chorus.stores.bus.port import Bus

# A bound for what never comes; no test is faster for a shorter one.
PATIENCE_SECONDS = 30.0

ACME = new_id()
REPLAY_MAX = 300


def caller(kind: str = "customer", tenant_id: UUID = ACME, name: str = "Bao") -> exchange.Caller:
    """Somebody with a log-in of their own."""
    return exchange.Caller(kind, tenant_id, new_id(), None if kind == "customer" else "agent", name, new_id())


@dataclass
class FakeTokens:
    """A token is the index of who holds it."""

    held: dict[str, Verified] = field(default_factory=dict)

    def issue(self, who: exchange.Caller, seconds: float = 900) -> str:
        """A token for somebody."""
        token = f"token-{len(self.held)}"
        self.held[token] = Verified(who, time.time() + seconds)
        return token

    async def verify(self, token: str) -> Verified:
        """Who holds it."""
        found = self.held.get(token)
        if found is None:
            raise TokenRefused
        if found.expires_at <= time.time():
            raise TokenExpired
        return found


class FakeExchange:
    """Conversations as two lists of bodies each. `before` may delay or replace an answer."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.logs: dict[str, list[bytes]] = defaultdict(list)
        self.moved: list[str] = []
        self.sent: dict[UUID, exchange.Sent] = {}
        self.epoch = "e1"
        self.spent: set[str] = set()
        self.revoked: list[UUID] = []
        self.asked: list[exchange.Request] = []
        self.batches: list[int] = []
        self.customers: dict[UUID, UUID] = {}
        self.is_silent = False
        self.before: Callable[[exchange.Request], Any] | None = None

    def of(self, kind: type) -> list[Any]:
        """The requests of a kind."""
        return [request for request in self.asked if type(request) is kind]

    async def ask(self, requests: Sequence[exchange.Request]) -> list[exchange.Answer]:
        """Answer a batch."""
        self.asked.extend(requests)
        self.batches.append(len(requests))
        return [await self._answer(request) for request in requests]

    async def _answer(self, request: exchange.Request) -> exchange.Answer:
        if self.before is not None:
            found = self.before(request)
            if asyncio.iscoroutine(found):
                found = await found
            if found is not None:
                answer: exchange.Answer = found
                return answer
        answered: exchange.Answer = await getattr(self, "_" + type(request).__name__.lower())(request)
        return answered

    async def append(self, conversation_id: UUID, **event: Any) -> int:
        """An event that both audiences see; published unless `is_silent`."""
        envelopes = []
        for audience in (topics.conversation_for_agents, topics.conversation_for_customer):
            topic = audience(conversation_id)
            position = len(self.logs[topic]) + 1
            body = json.dumps({"position": position, "conversationId": str(conversation_id), **event}).encode()
            self.logs[topic].append(body)
            self.moved.append(topic)
            envelopes.append(Envelope(topic, position, body))
        if not self.is_silent:
            await self.bus.publish(envelopes)
        return envelopes[0].position

    def envelopes(self, topic: str, after: int, limit: int = 10**9) -> list[Envelope]:
        """The log of a topic after a position."""
        found = list(enumerate(self.logs[topic], start=1))[after : after + limit]
        return [Envelope(topic, position, body) for position, body in found]

    async def _open(self, request: exchange.Open) -> exchange.Answer:
        if not request.nonce or request.nonce in self.spent:
            return exchange.Refused(NonceRefused.code, NonceRefused.message)
        self.spent.add(request.nonce)
        if request.conversation_id is None:
            return exchange.Opened(None, self.epoch)
        owner = self.customers.get(request.conversation_id, request.caller.id)
        if request.caller.kind == "customer" and owner != request.caller.id:
            return exchange.Refused("conversation.not_found", "There is no such conversation.")
        return self._opened(request)

    async def _follow(self, request: exchange.Follow) -> exchange.Answer:
        return self._opened(request)

    def _opened(self, request: exchange.Open | exchange.Follow) -> exchange.Answer:
        if request.conversation_id is None:
            topic = topics.tenant_feed(request.caller.tenant_id)
        elif request.caller.kind == "customer":
            topic = topics.conversation_for_customer(request.conversation_id)
        else:
            topic = topics.conversation_for_agents(request.conversation_id)
        head, after = len(self.logs[topic]), request.position
        if after is None:
            return exchange.Opened(topic, self.epoch, head)
        if request.epoch and request.epoch != self.epoch:
            return exchange.Opened(topic, self.epoch, head, resync="epoch")
        if after > head:
            return exchange.Opened(topic, self.epoch, head, resync="ahead")
        if head - after > REPLAY_MAX:
            return exchange.Opened(topic, self.epoch, head, resync="too_far")
        return exchange.Opened(topic, self.epoch, head, self.envelopes(topic, after), resumed=True)

    async def _send(self, request: exchange.Send) -> exchange.Answer:
        message = request.message
        known = self.sent.get(message.id)
        if known is not None:
            return known
        position = await self.append(
            request.conversation_id,
            type="message.sent",
            message={"id": str(message.id), "content": message.content, "role": request.caller.kind},
        )
        self.sent[message.id] = exchange.Sent(message.id, position, now())
        return self.sent[message.id]

    async def _acknowledge(self, _: exchange.Acknowledge) -> exchange.Answer:
        return exchange.Done()

    async def _declare(self, _: exchange.Declare) -> exchange.Answer:
        return exchange.Done()

    async def _replay(self, request: exchange.Replay) -> exchange.Answer:
        return exchange.Replayed(self.envelopes(request.topic, request.after, request.limit))

    async def _heads(self, request: exchange.Heads) -> exchange.Answer:
        start = int(request.cursor) if request.cursor else len(self.moved)
        heads = {topic: len(self.logs[topic]) for topic in self.moved[start:]}
        return exchange.Moved(heads, str(len(self.moved)), self.epoch)

    async def _recheck(self, request: exchange.Recheck) -> exchange.Answer:
        return exchange.Revoked([login for login in request.login_ids if login in self.revoked])


class Client:
    """One socket as a client sees it."""

    opened: ClassVar[list["Client"]] = []

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.opened.append(self)

    @classmethod
    async def close_all(cls) -> None:
        """After a test."""
        await asyncio.gather(*(client.close() for client in cls.opened))
        cls.opened.clear()

    @classmethod
    async def open(
        cls,
        port: int,
        token: str = "",
        *,
        conversation_id: UUID | None = None,
        nonce: str | None = None,
        headers: dict[str, str] | None = None,
        **auth: Any,
    ) -> "Client":
        """Connect and authenticate; an agent's socket where no conversation is named."""
        path = "agent" if conversation_id is None else f"conversations/{conversation_id}"
        offered = ["chorus.v1", f"nonce.{new_id().hex if nonce is None else nonce}"]
        if token:
            offered.append(f"bearer.{token}")
        socket = await connect(
            f"ws://127.0.0.1:{port}/ws/v1/{path}",
            subprotocols=[Subprotocol(word) for word in offered],
            additional_headers=headers,
            max_queue=None,
            compression=None,
        )
        client = cls(socket)
        with suppress(ConnectionClosed):  # it may have been sent away already
            await client.send(type="auth", **auth)
        return client

    async def send(self, **frame: Any) -> None:
        """A frame."""
        await self.socket.send(json.dumps(frame, default=str))

    async def receive(self, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """The next frame."""
        async with asyncio.timeout(seconds):
            found: dict[str, Any] = json.loads(await self.socket.recv())
            return found

    async def until(self, frame_type: str, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """The next frame of a type; what comes before is dropped."""
        async with asyncio.timeout(seconds):
            while True:
                frame = await self.receive(seconds)
                if frame["type"] == frame_type:
                    return frame

    async def say(self, content: str, message_id: UUID | None = None, **more: Any) -> UUID:
        """A message."""
        found = message_id or new_id()
        await self.send(type="message", id=found, content=content, **more)
        return found

    async def quiet(self, seconds: float = 0.15) -> bool:
        """Whether nothing comes."""
        try:
            await self.receive(seconds)
        except TimeoutError:
            return True
        return False

    async def close_code(self, seconds: float = PATIENCE_SECONDS) -> int:
        """How the server ended it."""
        async with asyncio.timeout(seconds):
            await self.socket.wait_closed()
        return self.socket.close_code or 0

    async def close(self) -> None:
        """Go."""
        await self.socket.close()
