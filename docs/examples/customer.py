"""A customer in plain Python: `python customer.py http://127.0.0.1:8080 INBOX_ID`, with the package `websockets`.

Type a line to say it; `/human` asks for a person, `/rate 5` says how it was. What it does is told in ../protocol.md.
"""

import asyncio, contextlib, json, sys, urllib.error, urllib.request, uuid

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

API, INBOX = sys.argv[1:3]
FINAL = {1002, 1003, 1007, 1008, 1009, 4401, 4403, 4404, 4407}  # close codes after which nobody comes back
me, unsent = {}, {}  # `unsent` holds what is not acknowledged yet, by id: it is sent again after a reconnect


def call(method, path, body=None):
    headers = {"Content-Type": "application/json", "Origin": API, "Authorization": "Bearer " + me.get("token", "")}
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(API + path, data, headers, method=method)) as answer:
        return json.loads(answer.read() or "null")


def fetch():  # the open conversation, or a new one, and where its log stands
    state = call("POST", "/v1/conversations", {"inboxId": INBOX})
    me.update(id=state["conversation"]["id"], position=state["conversation"]["position"], epoch=state["epoch"])


async def received(line, frame):
    if frame["type"] == "welcome":
        for message in list(unsent.values()):
            await line.send(json.dumps(message))
    elif frame["type"] == "delivered":
        unsent.pop(frame["id"], None)
    elif frame["type"] == "resync":
        fetch()
    elif frame["type"] == "error":
        print("!", frame["code"], frame["message"], flush=True)
    elif "." in frame["type"] and frame["position"] == me["position"] + 1:  # the next event
        me["position"] = frame["position"]
        said = frame.get("message", {"role": "*", "content": frame["type"]})
        print(f"{said['role']}: {said['content']}", flush=True)
    elif "." in frame["type"] and frame["position"] > me["position"]:
        await line.close()  # a gap: come back and resume


async def listen():
    while True:
        try:
            # The device token brings the same customer a fresh token.
            me.update(call("POST", "/v1/widget/start", {"inboxId": INBOX, "deviceToken": me.get("deviceToken")}))
            if "id" not in me:
                fetch()
            socket = call("POST", "/v1/sockets", {"conversationId": me["id"]})
            words = ["chorus.v1", "bearer." + me["token"], "nonce." + socket["nonce"]]
            async with connect(socket["url"], origin=API, subprotocols=words) as me["line"]:
                await me["line"].send(json.dumps({"type": "auth", "position": me["position"], "epoch": me["epoch"]}))
                async for text in me["line"]:
                    await received(me["line"], json.loads(text))
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
        if text == "/human":
            call("POST", f"/v1/conversations/{me['id']}/escalation", {"reason": "requested"})
        elif text.startswith("/rate "):
            call("POST", f"/v1/conversations/{me['id']}/rating", {"score": int(text[6:])})
        else:
            message = {"type": "message", "id": str(uuid.uuid4()), "role": "customer", "content": text}
            unsent[message["id"]] = message
            with contextlib.suppress(KeyError, ConnectionClosed):  # then it goes out after the next `welcome`
                await me["line"].send(json.dumps(message))
    listening.cancel()


asyncio.run(main())
