"""An agent in plain Python: `python agent.py http://127.0.0.1:8080 ada@demo.example PASSWORD`, with `websockets`.

Takes whoever waits longest and shows the brief. Type a line to answer; `/note …` for colleagues, `/close` at the end.
"""

import asyncio, contextlib, sys, urllib.error

from line import call, me, say, send, stay

me["id"] = None  # the conversation that this agent has


def log_in():  # a refresh token is good once: its answer brings the next
    again, first = {"refreshToken": me.get("refreshToken")}, {"email": sys.argv[2], "password": sys.argv[3]}
    me.update(call("POST", *(("/v1/auth/refresh", again) if "user" in me else ("/v1/auth/login", first))))
    me["token"] = me["accessToken"]
    return None, {"type": "auth"}


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


async def main():
    staying = asyncio.create_task(stay(log_in, received))
    while text := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if text == "/close":
            call("POST", f"/v1/conversations/{me['id']}/close")
        else:
            kind, content = ("note", text[6:]) if text.startswith("/note ") else ("text", text)
            await say({"role": "agent", "messageType": kind, "conversationId": me["id"], "content": content})
    staying.cancel()


asyncio.run(main())
