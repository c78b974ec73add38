"""People at the doors of a running stack: HTTP with a token, and sockets that remember what came."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from chorus.core.ids import new_id
from tests.proof.stack import NEVER_LOGGED, NeverHappened, Stack

Frame = dict[str, Any]


@dataclass
class Caller:
    """Somebody with a token."""

    http: httpx2.AsyncClient
    name: str
    id: str
    token: str
    conversation_id: str = ""

    async def ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Any request, whatever the answer."""
        headers = {**({"Authorization": f"Bearer {self.token}"} if self.token else {}), **options.pop("headers", {})}
        return await self.http.request(method, path, headers=headers, **options)

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """A request that must succeed; its JSON."""
        answer = await self.ask(method, path, **({} if body is None else {"json": body}))
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def get(self, path: str) -> Any:
        """Read something that must be there."""
        return await self.call("GET", path)

    async def post(self, path: str, body: Any = None) -> Any:
        """Do something that must succeed."""
        return await self.call("POST", path, body)

    async def state(self, conversation_id: str = "") -> Any:
        """A conversation as this person sees it."""
        return await self.get(f"/v1/conversations/{conversation_id or self.conversation_id}")


@dataclass
class Line:
    """A socket: what came, in order, and how it ended."""

    socket: ClientConnection
    came: list[Frame] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Task[None] | None = None

    def listen(self) -> Self:
        """Begin to read."""
        self._reading = asyncio.create_task(self._read())
        return self

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                self.came.append(json.loads(text))
                self._news.set()
        except ConnectionClosed:
            pass
        finally:
            self._news.set()

    async def send(self, type_: str, **fields: Any) -> None:
        """A frame."""
        await self.socket.send(json.dumps({"type": type_, **fields}))

    async def say(self, content: str, **fields: Any) -> str:
        """A message, acknowledged; its id."""
        message_id = fields.pop("id", None) or str(new_id())
        await self.send("message", id=message_id, content=content, **fields)
        answer = await self.wait(lambda frame: frame.get("id") == message_id, f"an answer to {content!r}")
        assert answer["type"] == "delivered", answer
        return str(message_id)

    async def wait(self, wanted: Callable[[Frame], bool], what: str, seconds: float = 20) -> Frame:
        """The first frame that is wanted, of those that came or come."""
        seen = 0
        try:
            async with asyncio.timeout(seconds):
                while True:
                    while seen < len(self.came):
                        seen += 1
                        if wanted(self.came[seen - 1]):
                            return self.came[seen - 1]
                    if self._reading is None or self._reading.done():
                        raise NeverHappened(f"{what}; the socket ended: {self.socket.close_code}")
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError as error:
            raise NeverHappened(f"{what}; there came {[frame['type'] for frame in self.came]}") from error

    async def expect(self, type_: str, **fields: Any) -> Frame:
        """The first frame of a type with these fields."""
        return await self.wait(
            lambda frame: frame["type"] == type_ and all(frame.get(name) == value for name, value in fields.items()),
            f"{type_} {fields or ''}",
        )

    def events(self) -> list[Frame]:
        """The durable ones."""
        return [frame for frame in self.came if "." in frame["type"]]

    async def close(self) -> None:
        """Hang up."""
        await self.socket.close()
        if self._reading is not None:
            await self._reading


@asynccontextmanager
async def http_to(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the stack's API."""
    async with httpx2.AsyncClient(base_url=stack.url, timeout=20) as http:
        yield http


async def log_in(http: httpx2.AsyncClient, email: str, password: str) -> Caller:
    """A user, by e-mail and password."""
    answer = await http.post("/v1/auth/login", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    NEVER_LOGGED.update({found["accessToken"], found["refreshToken"]})
    return Caller(http, found["user"]["name"], found["user"]["id"], found["accessToken"])


async def arrive(
    http: httpx2.AsyncClient, inbox_id: str, name: str = "Bao", *, opens: bool = True, **more: Any
) -> Caller:
    """A customer whom nobody has seen before, with an open conversation."""
    body = {"inboxId": inbox_id, "name": name, "language": "en", **more}
    answer = await http.post("/v1/widget/start", json=body, headers={"Origin": str(http.base_url).rstrip("/")})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    NEVER_LOGGED.update({found["token"], found["deviceToken"]})
    customer = Caller(http, name, found["customer"]["id"], found["token"])
    if opens:
        state = await customer.post("/v1/conversations", {"inboxId": inbox_id, "language": "en"})
        customer.conversation_id = state["conversation"]["id"]
    return customer


async def dial(caller: Caller, conversation_id: str | None = None) -> Line:
    """An open TCP line after the upgrade; nothing has been said."""
    body = {"conversationId": conversation_id} if conversation_id else {}
    socket = await caller.post("/v1/sockets", body)
    NEVER_LOGGED.add(socket["nonce"])
    return await dial_at(socket["url"], caller.token, socket["nonce"])


async def dial_at(url: str, token: str, nonce: str) -> Line:
    """The same, with a token and a nonce from wherever."""
    words = [Subprotocol(word) for word in ("chorus.v1", f"bearer.{token}", f"nonce.{nonce}")]
    return Line(await connect(url, subprotocols=words)).listen()


async def connected(caller: Caller, conversation_id: str | None = None, **auth: Any) -> Line:
    """A welcomed socket: a conversation's, or without one an agent's."""
    line = await dial(caller, conversation_id)
    await line.send("auth", **auth)
    await line.expect("welcome")
    return line
