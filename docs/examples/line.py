"""What a customer and an agent share: calls over HTTP, and a socket that comes back and loses nothing."""

import asyncio, contextlib, json, secrets, sys, time, urllib.error, urllib.request, uuid

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

API = sys.argv[1]
FINAL = {1002, 1003, 1007, 1008, 1009, 4401, 4403, 4404, 4407}  # close codes after which nobody comes back
me, unsent = {}, {}  # `unsent` holds what is not acknowledged yet, by id: it is sent again after a reconnect


def call(method, path, body=None):
    headers = {"Content-Type": "application/json", "Origin": API, "Authorization": "Bearer " + me.get("token", "")}
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(API + path, data, headers, method=method)) as answer:
        return json.loads(answer.read() or "null")


async def send(frame):
    with contextlib.suppress(KeyError, ConnectionClosed):  # a message goes out after the next `welcome`
        await me["line"].send(json.dumps(frame))


async def say(message):
    key = time.time_ns() // 1_000_000 << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    id = str(uuid.UUID(int=key))  # version 7: milliseconds, then chance
    unsent[id] = message | {"type": "message", "id": id}
    await send(unsent[id])


async def stay(log_in, received):
    """`log_in` gives the conversation of the socket, or None, and its `auth`; `received` gets each frame."""
    while True:
        try:
            conversation_id, auth = log_in()
            socket = call("POST", "/v1/sockets", {"conversationId": conversation_id})
            words = ["chorus.v1", "bearer." + me["token"], "nonce." + socket["nonce"]]
            async with connect(socket["url"], origin=API, subprotocols=words) as me["line"]:
                await send(auth)
                async for text in me["line"]:
                    await _got(json.loads(text), received)
        except urllib.error.HTTPError as refused:
            sys.exit(refused.read().decode())
        except (ConnectionClosed, OSError):
            pass  # not reachable: try again
        if "line" in me and me["line"].close_code in FINAL:
            sys.exit(f"closed: {me['line'].close_code} {me['line'].close_reason}")
        await asyncio.sleep(1)


async def _got(frame, received):
    if frame["type"] == "error":
        print("!", frame["code"], frame["message"], flush=True)
    elif frame["type"] == "delivered":
        unsent.pop(frame["id"], None)
    await received(frame)
    if frame["type"] == "welcome":
        for message in list(unsent.values()):
            await send(message)
