"""Each action on a conversation, in each state, by each kind of caller: done, or refused with the right code."""

from typing import Any

import pytest

from chorus.chat.conversations.close import close
from chorus.chat.conversations.table import Conversation
from chorus.core.actor import Actor
from chorus.core.ids import TenantId, new_id
from tests import people
from tests.app import App, code_of

ACTIONS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "read": ("GET", "", None),
    "say": ("POST", "/messages", {"id": "…", "content": "Hello."}),
    "note": ("POST", "/notes", {"id": "…", "content": "Between us."}),
    "escalate": ("POST", "/escalation", {"reason": "requested"}),
    "cancel": ("DELETE", "/escalation", None),
    "accept": ("POST", "/accept", None),
    "decline": ("POST", "/decline", None),
    "requeue": ("POST", "/requeue", None),
    "return": ("POST", "/return", None),
    "close": ("POST", "/close", None),
    "reopen": ("POST", "/reopen", None),
    "label": ("PUT", "/labels", {"labels": []}),
    "rate": ("POST", "/rating", {"score": 5}),
}
CODES = {
    ".": None,  # done
    "s": "auth.scope_missing",
    "n": "conversation.not_found",
    "a": "conversation.not_assigned",
    "c": "conversation.closed",
    "o": "conversation.still_open",
    "e": "conversation.already_escalated",
    "h": "conversation.already_assigned",
    "w": "escalation.not_waiting",
    "f": "escalation.not_offered",
}
STATES = ("with the bot", "waiting", "with Ada", "closed")
# In each state: Bao the customer, Ada the agent, Ben another agent, Sam the supervisor, an agent of another tenant.
TABLE = """
read      ....n  ....n  ....n  ....n
say       .aaan  .aaan  ..aan  ccccn
note      s...n  s...n  s...n  s...n
escalate  ....n  eeeen  hhhhn  ccccn
cancel    wwwwn  ....n  wwwwn  wwwwn
accept    swwwn  s...n  s.hhn  swwwn
decline   swwwn  sfffn  swwwn  swwwn
requeue   s...n  seeen  s.a.n  scacn
return    s...n  s...n  s.a.n  scacn
close     ....n  ....n  ..a.n  ccacn
reopen    sooon  sooon  sooon  s...n
label     s...n  s...n  s...n  s...n
rate      ossss  ossss  ossss  .ssss
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
CASES = [(row[0], state, told) for row in ROWS for state, told in zip(STATES, row[1:], strict=True)]


async def conversation_in(app: App, state: str, bao: Actor, ada: Actor) -> Conversation:
    """A new conversation in that state."""
    if state == "with the bot":
        return await people.conversation_with(app.database, bao)
    if state == "waiting":
        return await people.waiting_conversation(app.database, bao)
    conversation = await people.active_conversation(app.database, bao, ada)
    if state == "closed":
        async with app.database.transaction(bao.tenant_id) as tx:
            conversation = await close(tx, ada, conversation.id)
    return conversation


async def code_for(app: App, action: str, conversation: Conversation, who: Actor) -> str | None:
    """The code of the refusal, or None when it is done."""
    method, path, body = ACTIONS[action]
    if body is not None:
        body = {name: str(new_id()) if name == "id" else value for name, value in body.items()}
    answer = await app.ask(method, f"/v1/conversations/{conversation.id}{path}", who, json=body)
    return None if answer.is_success else code_of(answer)


@pytest.mark.parametrize(("action", "state", "told"), CASES, ids=[f"{action} {state}" for action, state, _ in CASES])
async def test_an_action_is_done_or_refused_as_the_table_says(
    app: App, acme: TenantId, globex: TenantId, ada: Actor, ben: Actor, sam: Actor, action: str, state: str, told: str
) -> None:
    found = []
    for number in range(5):
        bao = await people.customer_bao(app.database, acme)
        conversation = await conversation_in(app, state, bao, ada)
        stranger = await people.agent_ada(app.database, globex)
        found.append(await code_for(app, action, conversation, (bao, ada, ben, sam, stranger)[number]))
    assert found == [CODES[letter] for letter in told]


def test_the_table_has_every_action() -> None:
    assert [row[0] for row in ROWS] == list(ACTIONS)
    assert all(len(told) == 5 for _, _, told in CASES)
