"""A customer in plain Python: `python customer.py http://127.0.0.1:8080 INBOX_ID`, with the package `websockets`.

Type a line to say it; `/human` asks for a person, `/rate 5` says how it was. What it does is told in ../protocol.md.
"""

import asyncio, sys

from line import call, me, say, stay

INBOX = sys.argv[2]


def fetch():  # the open conversation, or a new one, and where its log stands
    state = call("POST", "/v1/conversations", {"inboxId": INBOX})
    me.update(id=state["conversation"]["id"], position=state["conversation"]["position"], epoch=state["epoch"])


def log_in():  # the device token brings the same customer a fresh token
    me.update(call("POST", "/v1/widget/start", {"inboxId": INBOX, "deviceToken": me.get("deviceToken")}))
    if "id" not in me:
        fetch()
    return me["id"], {"type": "auth", "position": me["position"], "epoch": me["epoch"]}


async def received(frame):
    if frame["type"] == "resync":
        fetch()
    elif "." in frame["type"] and frame["position"] == me["position"] + 1:  # the next event
        me["position"] = frame["position"]
        said = frame.get("message", {"role": "*", "content": frame["type"]})
        print(f"{said['role']}: {said['content']}", flush=True)
    elif "." in frame["type"] and frame["position"] > me["position"]:
        await me["line"].close()  # a gap: come back and resume


async def main():
    staying = asyncio.create_task(stay(log_in, received))
    while text := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if text == "/human":
            call("POST", f"/v1/conversations/{me['id']}/escalation", {"reason": "requested"})
        elif text.startswith("/rate "):
            call("POST", f"/v1/conversations/{me['id']}/rating", {"score": int(text[6:])})
        else:
            await say({"role": "customer", "content": text})
    staying.cancel()


asyncio.run(main())
