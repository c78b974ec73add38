"""The stream on a real socket, while a neighbour on the same gateway must notice nothing."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from chorus.core.ids import new_id
from chorus.gateway.gateway import Gateway
from chorus.gateway.protocol.options import GatewayOptions, Rate
from chorus.protocol.rpc.exchange import Send
from tests.gateway.fakes import FakeExchange, FakeTokens, caller
from tests.gateway.fuzz.inside import Wrong, check, understood
from tests.gateway.fuzz.streams import CONVERSATION
from tests.gateway.fuzz.verdict import ALIVE, Verdict, judge
from tests.gateway.raw import Raw, frame

PATIENCE_SECONDS = 30
SIGN = b"are you there?"
NEIGHBOUR = "Neighbour"
# The peer hung up so hard that its goodbye was lost on the way.
RESET = -1
FREELY = Rate(1e6, 10**6)
OPTIONS = GatewayOptions(
    port=0,
    customer_messages=FREELY,
    sockets_per_address=10_000,
    sockets_per_customer=1_000,
    sockets_per_agent=1_000,
)
# The path of each kind of socket, and who opens it.
PATHS = {f"/ws/v1/conversations/{CONVERSATION}": "customer", "/ws/v1/agent": "agent"}


class Neighbour:
    """Somebody in order, in a conversation of their own."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._said = 0

    async def notices_nothing(self) -> None:
        """Says something: the next frames are the answer and the event, and no other."""
        said = new_id()
        self._said += 1
        self._raw.say(type="message", id=said, content=f"{self._said}")
        kinds: set[str] = set()
        while len(kinds) < 2:
            opcode, payload = await self._raw.receive()
            if opcode == 9:
                self._raw.send(frame(10, payload))
                continue
            found = json.loads(payload)
            kinds.add(found["type"])
            if str(said) not in payload.decode():
                raise Wrong(f"the neighbour got {found}")
        if kinds != {"delivered", "message.sent"}:
            raise Wrong(f"the neighbour got {kinds}")


class Bench:
    """A gateway, its neighbour, and what it must be like when nobody else is there."""

    def __init__(self, gateway: Gateway, chat: FakeExchange, tokens: FakeTokens, neighbour: Neighbour) -> None:
        self.gateway = gateway
        self.neighbour = neighbour
        self._chat = chat
        self._said: list[bytes] = []
        self._attackers = {path: tokens.issue(caller(kind)) for path, kind in PATHS.items()}

    async def run(self, segments: Sequence[bytes], path: str) -> int:
        """Send it on a fresh socket; how that ended. Raises `Wrong`."""
        verdict = judge(b"".join(segments))
        self._said.extend(verdict.said)
        raw = await self._opened(path)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                outcome = await _outcome(raw, segments, verdict)
        except TimeoutError:
            raise Wrong("it stalls") from None
        finally:
            raw.close()
        if outcome != RESET or verdict.outcomes == {ALIVE}:
            check(verdict, outcome)
        return outcome

    async def _opened(self, path: str) -> Raw:
        words = f"chorus.v1, bearer.{self._attackers[path]}, nonce.{new_id().hex}"
        raw, answer = await Raw.connect(self.gateway.port, path, Sec_WebSocket_Protocol=words)
        if " 101 " not in answer:
            raise Wrong(answer)
        raw.say(type="auth")
        _, payload = await raw.receive()
        if json.loads(payload)["type"] != "welcome":
            raise Wrong(payload.decode())
        return raw

    async def is_quiet(self) -> None:
        """Waits until the gateway has forgotten everybody but the neighbour."""
        gateway = self.gateway
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(gateway.endpoints) > 1 or gateway.limits.sockets > 1 or gateway.dispatcher.in_flight:
                await asyncio.sleep(0.01)
        attackers = [sent for sent in self._chat.of(Send) if sent.caller.name != NEIGHBOUR]
        understood(self._said, attackers)
        self._said.clear()
        for kept in (self._chat.asked, self._chat.batches, self._chat.sent, self._chat.spent):
            kept.clear()
        for topic in [topic for topic in self._chat.logs if str(CONVERSATION) in topic]:
            self._chat.logs[topic].clear()
        gc.collect()


@asynccontextmanager
async def bench(gateway: Gateway, chat: FakeExchange, tokens: FakeTokens) -> AsyncIterator[Bench]:
    """The neighbour is in; the loop's own complaints are failures too."""
    complaints: list[Any] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    words = f"chorus.v1, bearer.{tokens.issue(caller(name='Neighbour'))}, nonce.{new_id().hex}"
    raw, _ = await Raw.connect(gateway.port, f"/ws/v1/conversations/{new_id()}", Sec_WebSocket_Protocol=words)
    try:
        raw.say(type="auth")
        await raw.receive()
        yield Bench(gateway, chat, tokens, Neighbour(raw))
    finally:
        raw.close()
        loop.set_exception_handler(None)
    if complaints:
        raise Wrong(str(complaints[0]))


async def _outcome(raw: Raw, segments: Sequence[bytes], verdict: Verdict) -> int:
    listening = asyncio.create_task(_until_end(raw))
    try:
        for segment in segments:
            raw.send(segment)
            if len(segments) > 1:
                await asyncio.sleep(0)
            if listening.done():
                break
        if verdict.is_mid_frame:
            raw.end()  # half a frame, and then nothing for ever
        elif not listening.done():
            raw.send(frame(9, SIGN))
        return await listening
    except ConnectionError:
        return RESET
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _until_end(raw: Raw) -> int:
    while True:
        try:
            opcode, payload = await raw.receive()
        except asyncio.IncompleteReadError:
            return ALIVE  # our own end of half a frame: it hung up, and said nothing
        except ConnectionError:
            return RESET
        if opcode == 10 and payload == SIGN:
            return ALIVE
        if opcode == 8:
            if not raw.has_ended:
                raw.send(frame(8, payload[:2]))
            return int.from_bytes(payload[:2], "big")
