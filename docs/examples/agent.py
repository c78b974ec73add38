"""An agent in plain Python: `python agent.py http://127.0.0.1:8080 ada@demo.example PASSWORD`, with `websockets`.

Takes whoever waits longest and shows the brief. Type a line to answer; `/note …` for colleagues, `/close` at the end.
"""

import asyncio, contextlib, json, sys, urllib.error, urllib.request, uuid

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

API, EMAIL, PASSWORD = sys.argv[1:4]
FINAL = {1002, 1003, 1007, 1008, 1009, 4401, 4403, 4404, 4407}  # close codes after which nobody comes back
me, unsent = {"id": None}, {}  # `unsent` holds what is not acknowledged yet, by id: it is sent again after a reconnect


def call(method, path, body=None):
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + me.get("accessToken", "")}
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(API + path, data, headers, method=method)) as answer:
        return json.loads(answer.read() or "null")


def send(frame):
    return me["line"].send(json.dumps(frame))


def keep(state):
    me.update(id=state["conversation"]["id"], position=state["conversation"]["position"], epoch=state["epoch"])


async def take():  # whoever waits longest; a colleague may be faster
    for waiting in call("GET", "/v1/conversations?view=queue")["items"]:
        with contextlib.suppress(urllib.error.HTTPError):
            keep(call("POST", f"/v1/conversations/{waiting['id']}/accept"))
            intent = call("GET", f"/livechat/summary/{me['id']}")["intent"]
            print("brief:", intent and intent["text"], flush=True)
            return await follow()


async def follow():
    await send({"type": "subscribe", "conversationId": me["id"], "position": me["position"], "epoch": me["epoch"]})


async def received(frame):
    if frame["type"] == "welcome":
        await send({"type": "subscribe"})  # the tenant's feed: who waits, who has whom
        await (follow() if me["id"] else take())
        for message in list(unsent.values()):
            await send(message)
    elif frame["type"] == "delivered":
        unsent.pop(frame["id"], None)
    elif frame["type"] == "error":
        print("!", frame["code"], frame["message"], flush=True)
    elif me["id"] is None and frame["type"] in {"conversation.escalated", "conversation.requeued"}:
        await take()
    elif me["id"] and frame["type"] == "resync" and frame.get("conversationId") == me["id"]:
        keep(call("GET", f"/v1/conversations/{me['id']}"))
    elif me["id"] and "." in frame["type"] and frame["conversationId"] == me["id"]:
        if frame["position"] > me["position"] + 1:
            await follow()  # a gap: ask for what is missing
        elif frame["position"] == me["position"] + 1:
            me["position"] = frame["position"]
            said = frame.get("message", {"role": "*", "content": frame["type"]})
            print(f"{said['role']}: {said['content']}", flush=True)


async def listen():
    while True:
        try:
            # A refresh token is good once: its answer brings the next.
            again = {"refreshToken": me.get("refreshToken")}
            first = {"email": EMAIL, "password": PASSWORD}
            me.update(call("POST", *(("/v1/auth/refresh", again) if "user" in me else ("/v1/auth/login", first))))
            socket = call("POST", "/v1/sockets", {"conversationId": None})
            words = ["chorus.v1", "bearer." + me["accessToken"], "nonce." + socket["nonce"]]
            async with connect(socket["url"], subprotocols=words) as me["line"]:
                await send({"type": "auth"})
                async for text in me["line"]:
                    await received(json.loads(text))
        except urllib.error.HTTPError as refused:
            sys.exit(refused.read().decode())
        except (ConnectionClosed, OSError):
            pass  # not reachable: try again
        if "line" in me and me["line"].close_code in FINAL:
            sys.exit(f"closed: {me['line'].close_code} {me['line'].close_reason}")
        await asyncio.sleep(1)


async def main():
    listening = asyncio.create_task(listen())
    while text := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if text == "/close":
            call("POST", f"/v1/conversations/{me['id']}/close")
        else:
            kind, content = ("note", text[6:]) if text.startswith("/note ") else ("text", text)
            message = {"type": "message", "id": str(uuid.uuid4()), "role": "agent", "messageType": kind}
            unsent[message["id"]] = message | {"conversationId": me["id"], "content": content}
            with contextlib.suppress(KeyError, ConnectionClosed):  # then it goes out after the next `welcome`
                await send(unsent[message["id"]])
    listening.cancel()


asyncio.run(main())
