"""Everything that a tenant can have, made through its own doors: what others must never reach."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from chorus.core.ids import new_id
from tests.proof import tenants
from tests.proof.callers import Caller
from tests.proof.stack import NEVER_LOGGED, Stack, until
from tests.proof.tenants import Tenant

# In every text of the victim: wherever it turns up among others, something leaks.
CANARY = "Kanarienvogel"
FILE = {"file": ("secret.txt", f"{CANARY} in a file".encode(), "text/plain")}


@dataclass
class VictimData:
    """A tenant with one of each thing; `ids` by the name that routes give the parameter."""

    tenant: Tenant
    ada: Caller
    ines: Caller
    bao: Caller
    ids: dict[str, str] = field(default_factory=dict)

    async def snapshot(self) -> Mapping[str, Any]:
        """Everything, as its own admin reads it: afterwards it has to be the same."""
        ids = self.ids
        paths = [
            f"/v1/conversations/{ids['conversation_id']}",
            f"/v1/customers/{ids['customer_id']}",
            f"/v1/inboxes/{ids['inbox_id']}",
            f"/v1/canned-replies/{ids['reply_id']}",
            f"/v1/labels/{ids['label_id']}",
            f"/livechat/summary/{ids['conversation_id']}",
            "/v1/users",
            "/v1/teams",
            "/v1/inboxes",
            "/v1/canned-replies",
            "/v1/labels",
            "/v1/tenant",
        ]
        found = dict(zip(paths, await asyncio.gather(*map(self.ines.get, paths)), strict=True))
        found["documents"] = [one["id"] for one in (await self.ines.get("/v1/documents"))["items"]]
        found["keys"] = [one["id"] for one in (await self.ines.get("/v1/api-keys"))["items"]]
        return found


async def create_victim_data(stack: Stack, http: httpx2.AsyncClient, name: str) -> VictimData:
    """A tenant with one of each."""
    NEVER_LOGGED.add(CANARY)
    tenant = await tenants.create(stack, name)
    ada, ines = await tenant.log_in(http, "Ada"), await tenant.log_in(http, "Ines")
    bao = await tenant.customer(http, f"Bao {CANARY}")
    mine = VictimData(tenant, ada, ines, bao)
    conversation = f"/v1/conversations/{bao.conversation_id}"
    message_id = str(new_id())
    await bao.post(f"{conversation}/messages", {"id": message_id, "content": f"My order is lost, {CANARY}."})
    await bao.post(f"{conversation}/escalation", {"reason": "requested"})
    await ada.post(f"{conversation}/accept")
    await ada.post(f"{conversation}/notes", {"id": str(new_id()), "content": f"A note, {CANARY}."})

    async def is_briefed() -> bool:
        return (await ada.ask("GET", f"/livechat/summary/{bao.conversation_id}")).is_success

    await until(is_briefed, "a worker makes the brief of an escalation")
    unsent = await bao.ask("POST", f"{conversation}/attachments", files=FILE)
    text = f"# Returns\n\n{CANARY} may be returned."
    document = {"title": f"Returns {CANARY}", "content": text, "mediaType": "text/markdown"}
    mine.ids = {
        "conversation_id": bao.conversation_id,
        "message_id": message_id,
        "customer_id": bao.id,
        "inbox_id": tenant.inbox_id,
        "user_id": ada.id,
        "attachment_id": unsent.json()["id"],
        "team_id": (await ines.post("/v1/teams", {"name": f"Returns {CANARY}"}))["id"],
        "label_id": (await ines.post("/v1/labels", {"name": f"label {CANARY}"}))["id"],
        "reply_id": (await ines.post("/v1/canned-replies", {"shortcut": "bye", "content": f"Bye, {CANARY}."}))["id"],
        "document_id": (await ines.post("/v1/documents", document))["id"],
        "key_id": (await ines.post("/v1/api-keys", {"name": CANARY, "scopes": ["conversations:read"]}))["id"],
    }
    # Sent with a message, so that nothing cleans it up, and a reader may download it.
    await bao.post(
        f"{conversation}/messages",
        {"id": str(new_id()), "messageType": "attachment", "attachmentIds": [mine.ids["attachment_id"]]},
    )
    return mine
