"""The reference server in FastAPI on Uvicorn, written as a good team would. README.md describes its work."""

import argparse
import asyncio
import time
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID, uuid4

import msgspec
import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

SUBPROTOCOL = "chorus.v1"
AUTH_SECONDS = 10
PING_SECONDS, PONG_SECONDS = 25.0, 8.0
WRITE_SECONDS = 5
FRAME_MAX_BYTES = 64 * 1024
OUTBOUND_MAX = 1_000
INVALID_MAX = 20
# Limits are checked for each frame and message; their values are raised as for our gateway.
FRAMES_PER_SECOND, FRAMES_BURST = 20_000, 200_000
MESSAGES_PER_SECOND, MESSAGES_BURST = 10_000, 100_000


class Frame(msgspec.Struct, rename="camel", tag_field="type", omit_defaults=True):
    """A JSON object whose `type` names its class."""


class Auth(Frame, tag="auth"):
    """The first frame of a client."""


class Ping(Frame, tag="ping"):
    """A heartbeat."""


class Message(Frame, tag="message"):
    """A message of a client."""

    id: UUID
    role: Literal["customer", "agent"]
    content: Annotated[str, msgspec.Meta(max_length=8_000)]
    message_type: Literal["text"] = "text"
    conversation_id: UUID | None = None


class Delivered(Frame, tag="delivered"):
    """An acknowledgement with the message's position."""

    id: UUID
    position: int
    created_at: datetime


class Welcome(Frame, tag="welcome"):
    """The answer to `auth`."""

    connection_id: UUID
    epoch: str
    heartbeat_seconds: float
    position: int
    conversation_id: UUID


class Error(Frame, tag="error"):
    """A refusal."""

    code: str
    message: str = "Refused."
    retryable: bool = False
    id: UUID | None = None


class ActorRead(msgspec.Struct):
    """Who caused an event."""

    kind: str
    id: UUID
    name: str


class MessageRead(msgspec.Struct, rename="camel"):
    """The message within an event."""

    id: UUID
    role: str
    message_type: str
    content: str
    author_id: UUID
    author_name: str
    created_at: datetime
    attachments: list[str] = []
    sources: list[str] = []
    delivered_at: datetime | None = None
    read_at: datetime | None = None


class MessageSent(msgspec.Struct, rename="camel"):
    """The event that every follower receives."""

    position: int
    type: str
    conversation_id: UUID
    at: datetime
    actor: ActorRead
    message: MessageRead


decode = msgspec.json.Decoder(Auth | Ping | Message).decode
encoder = msgspec.json.Encoder()


def encode(frame: msgspec.Struct) -> str:
    """Return JSON as `str`, which ASGI servers send as a text frame."""
    return encoder.encode(frame).decode()


class Rate:
    """A rate limit in one float: the generic cell rate algorithm."""

    __slots__ = ("allowance", "allowed_at", "interval")

    def __init__(self, per_second: float, burst: int) -> None:
        self.interval, self.allowance, self.allowed_at = 1 / per_second, (burst - 1) / per_second, 0.0

    def take(self, now: float) -> bool:
        """Return whether one more is allowed now."""
        if self.allowed_at - now > self.allowance:
            return False
        self.allowed_at = max(self.allowed_at, now) + self.interval
        return True


class Conversation:
    """Assigns positions and knows its followers."""

    def __init__(self) -> None:
        self.position = 0
        self.followers: set[Connection] = set()


class Connection:
    """One socket with a bounded queue and its own writing task, so that a slow reader does not delay the others."""

    def __init__(self, websocket: WebSocket, conversation_id: UUID) -> None:
        self.id = uuid4()
        self.websocket = websocket
        self.conversation_id = conversation_id
        self.outbound: asyncio.Queue[str] = asyncio.Queue(OUTBOUND_MAX)
        self.frames = Rate(FRAMES_PER_SECOND, FRAMES_BURST)
        self.messages = Rate(MESSAGES_PER_SECOND, MESSAGES_BURST)
        self.writing = asyncio.create_task(self.write())
        self.invalid = 0

    def send(self, text: str) -> None:
        """Queue a frame; closes a reader that is too slow."""
        try:
            self.outbound.put_nowait(text)
        except asyncio.QueueFull:
            self.writing.cancel()

    async def write(self) -> None:
        """Write queued frames until cancelled or disconnected."""
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            while True:
                text = await self.outbound.get()
                async with asyncio.timeout(WRITE_SECONDS):
                    await self.websocket.send_text(text)
        await self.websocket.close(4008)


app = FastAPI()
conversations: dict[UUID, Conversation] = defaultdict(Conversation)


@app.websocket("/ws/v1/conversations/{conversation_id}")
async def converse(websocket: WebSocket, conversation_id: UUID) -> None:
    """Serve one conversation's socket."""
    if SUBPROTOCOL not in websocket.scope["subprotocols"]:
        await websocket.close()
        return
    await websocket.accept(SUBPROTOCOL)
    connection, conversation = Connection(websocket, conversation_id), conversations[conversation_id]
    try:
        async with asyncio.timeout(AUTH_SECONDS):
            first = decode(await websocket.receive_text())
        if type(first) is not Auth:
            await websocket.close(4401)
            return
        conversation.followers.add(connection)
        connection.send(encode(Welcome(connection.id, "bench", PING_SECONDS, conversation.position, conversation_id)))
        await listen(connection, conversation)
    except (WebSocketDisconnect, TimeoutError):
        pass
    except msgspec.DecodeError:
        await websocket.close(1007)
    finally:
        conversation.followers.discard(connection)
        connection.writing.cancel()


async def listen(connection: Connection, conversation: Conversation) -> None:
    """Handle frames until the socket is closed."""
    while connection.invalid <= INVALID_MAX:
        text = await connection.websocket.receive_text()
        now = time.monotonic()
        if not connection.frames.take(now):
            await connection.websocket.close(4429)
            return
        try:
            frame = decode(text)
        except msgspec.ValidationError:
            connection.invalid += 1
            connection.send(encode(Error("frame.invalid")))
            continue
        if type(frame) is Message:
            send_message(connection, conversation, frame, now)
        elif type(frame) is Ping:
            connection.send('{"type":"pong"}')
    await connection.websocket.close(1008)


def send_message(sender: Connection, conversation: Conversation, said: Message, now: float) -> None:
    """Assign a position, acknowledge it, and send the event, encoded once, to all followers."""
    if said.conversation_id not in (None, sender.conversation_id):
        sender.send(encode(Error("conversation.not_found", id=said.id)))
        return
    if not sender.messages.take(now):
        sender.send(encode(Error("limit.reached", id=said.id)))
        return
    conversation.position += 1
    at = datetime.now(UTC)
    actor = ActorRead(said.role, sender.id, "Bao")
    message = MessageRead(said.id, said.role, said.message_type, said.content, sender.id, actor.name, at)
    event = encode(MessageSent(conversation.position, "message.sent", sender.conversation_id, at, actor, message))
    sender.send(encode(Delivered(said.id, conversation.position, at)))
    for follower in tuple(conversation.followers):
        follower.send(event)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ws", default="websockets-sansio")
    given = parser.parse_args()
    uvicorn.run(
        app,
        port=given.port,
        loop="uvloop",
        http="httptools",
        ws=given.ws,
        ws_max_size=FRAME_MAX_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_level="warning",
        backlog=4_096,
    )
