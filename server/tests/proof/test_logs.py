"""No log has a customer's words, an address, a password or a token in it, also when things go wrong."""

import json

from tests.proof import callers
from tests.proof.stack import NEVER_LOGGED, PROCESSES, Stack
from tests.proof.victim_data import CANARY, create_victim_data

EMAIL = "kanarienvogel@example.org"


async def test_the_logs_tell_what_happened_and_nothing_of_what_was_said(stack: Stack) -> None:
    NEVER_LOGGED.update({EMAIL, "Kanarienvogel-password", "kanarienvogel.token"})
    async with callers.http_to(stack) as http:
        globex = await create_victim_data(stack, http, "Globex")
        bao = await globex.tenant.customer(http, f"Bao {CANARY}")
        conversation = f"/v1/conversations/{bao.conversation_id}"
        await bao.post(f"{conversation}/escalation", {"reason": "requested", "detail": CANARY})
        await bao.post(f"{conversation}/contact", {"email": EMAIL, "name": CANARY})
        # What is refused is no reason to write it down.
        wrong = {"email": EMAIL, "password": "Kanarienvogel-password"}
        assert (await http.post("/v1/auth/login", json=wrong)).status_code == 401
        assert (await bao.ask("POST", f"{conversation}/messages", json={"id": CANARY, "content": CANARY})).is_error
        assert (await bao.ask("POST", f"{conversation}/messages", content=CANARY)).is_error
        assert (await globex.ada.ask("GET", f"/v1/search?q={CANARY}&cursor={CANARY}")).is_error
        stolen = callers.Caller(http, "nobody", "", "kanarienvogel.token")
        assert (await stolen.ask("GET", f"/v1/search?q={CANARY}")).status_code == 401
        line = await callers.connected(bao, bao.conversation_id)
        await line.say(f"On a socket, {CANARY}.")
        await line.send("message", id=CANARY, content=CANARY)
        await line.expect("error")
        await line.socket.send(f"{CANARY} is no JSON")
        await line.socket.wait_closed()
    assert stack.leaks() == {}


async def test_every_line_of_a_log_is_json(stack: Stack) -> None:
    lines = [line for name in PROCESSES for line in stack.log(name).splitlines()]
    assert lines
    assert all({"event", "level", "timestamp"} <= json.loads(line).keys() for line in lines)
