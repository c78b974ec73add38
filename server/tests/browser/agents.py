"""The agents' side by REST, for tests that look at the customer's."""

import time
from collections.abc import Callable
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey

from chorus.core.ids import new_id
from tests.proof import callers
from tests.proof.callers import Caller
from tests.proof.stack import Stack, until


async def says(caller: Caller, text: str, conversation_id: str) -> None:
    """A line by HTTP."""
    await caller.post(f"/v1/conversations/{conversation_id}/messages", {"id": str(new_id()), "content": text})


async def queue_of(stack: Stack) -> set[str]:
    """Who waits there, whichever test left them."""
    async with callers.http_to(stack) as http:
        ada = await callers.log_in(http, *stack.log_ins["ada"])
        return {one["id"] for one in (await ada.get("/v1/conversations?view=queue&limit=100"))["items"]}


async def joins(stack: Stack, others: set[str]) -> str:
    """Wait for one more."""
    came: set[str] = set()

    async def has_come() -> bool:
        came.update(await queue_of(stack) - others)
        return bool(came)

    await until(has_come, "somebody new waits")
    return came.pop()


async def identities(admin: Caller, inbox_id: str) -> Callable[..., str]:
    """Sign as the shop's server: a token for a person. The inbox has a secret from now on."""
    made = await admin.post(f"/v1/inboxes/{inbox_id}/identity-secret", {})
    secret = OctKey.import_key(made["secret"])

    def token(person: str, **claims: Any) -> str:
        return jwt.encode({"alg": "HS256"}, {"sub": person, "exp": int(time.time()) + 300, **claims}, secret)

    return token
