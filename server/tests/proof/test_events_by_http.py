"""Every route that changes something records an event, or says here why it does not: generated from the route table."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.proof import callers
from tests.proof.named import BODIES
from tests.proof.stack import Stack, until
from tests.proof.tenants import PASSWORD
from tests.proof.test_tenants_by_http import ALL
from tests.proof.victim_data import VictimData, create_victim_data

CONVERSATION = "/v1/conversations/{conversation_id}"
# Of a conversation: what each records is asked by the tests of its use case (tests/chat/test_state_and_events.py).
OF_CONVERSATIONS = {
    "POST /livechat/ack/{message_id}": "message.seen",
    "POST /livechat/escalate": "conversation.escalated",
    "POST /v1/conversations": "conversation.created",
    f"POST {CONVERSATION}/accept": "conversation.assigned",
    f"POST {CONVERSATION}/brief": "conversation.briefed",
    f"POST {CONVERSATION}/close": "conversation.closed",
    f"POST {CONVERSATION}/contact": "callback.promised",
    f"POST {CONVERSATION}/decline": "escalation.declined",
    f"POST {CONVERSATION}/escalation": "conversation.escalated",
    f"DELETE {CONVERSATION}/escalation": "escalation.cancelled",
    f"PUT {CONVERSATION}/labels": "conversation.labelled",
    f"POST {CONVERSATION}/messages": "message.sent",
    f"POST {CONVERSATION}/notes": "note.added",
    f"POST {CONVERSATION}/rating": "conversation.rated",
    f"POST {CONVERSATION}/receipts": "message.seen",
    f"POST {CONVERSATION}/reopen": "conversation.reopened",
    f"POST {CONVERSATION}/requeue": "conversation.requeued",
    f"POST {CONVERSATION}/return": "conversation.returned",
    f"POST {CONVERSATION}/transfer": "conversation.transferred",
    "PATCH /v1/customers/{customer_id}": "customer.updated",
}
# Administrative changes, in an order in which each of them works.
OF_TENANTS = {
    "PATCH /v1/tenant": "tenant.updated",
    "POST /v1/users": "user.created",
    "PATCH /v1/users/{user_id}": "user.updated",
    "POST /v1/users/{user_id}/disable": "user.disabled",
    "POST /v1/users/{user_id}/enable": "user.enabled",
    "POST /v1/teams": "team.created",
    "PATCH /v1/teams/{team_id}": "team.renamed",
    "PUT /v1/teams/{team_id}/users": "team.users_set",
    "DELETE /v1/teams/{team_id}": "team.deleted",
    "POST /v1/inboxes": "inbox.created",
    "PATCH /v1/inboxes/{inbox_id}": "inbox.updated",
    "POST /v1/inboxes/{inbox_id}/identity-secret": "inbox.identity_secret_set",
    "DELETE /v1/inboxes/{inbox_id}/identity-secret": "inbox.identity_secret_removed",
    "DELETE /v1/inboxes/{inbox_id}": "inbox.deleted",
    "POST /v1/api-keys": "api_key.issued",
    "DELETE /v1/api-keys/{key_id}": "api_key.revoked",
    "POST /v1/canned-replies": "canned_reply.created",
    "PATCH /v1/canned-replies/{reply_id}": "canned_reply.updated",
    "DELETE /v1/canned-replies/{reply_id}": "canned_reply.deleted",
    "POST /v1/labels": "label.created",
    "PATCH /v1/labels/{label_id}": "label.updated",
    "DELETE /v1/labels/{label_id}": "label.deleted",
    "POST /v1/documents": "document.added",
    "DELETE /v1/documents/{document_id}": "document.removed",
    "PUT /v1/me/password": "user.password_changed",
}
BODY_OF = {
    "PATCH /v1/labels/{label_id}": {"color": "#123456"},
    "PATCH /v1/teams/{team_id}": {"name": "Another name"},
    "PUT /v1/me/password": {"currentPassword": PASSWORD, "newPassword": "another-password-of-ines"},
}
# Nothing that anybody could want to react to changes, or another event tells it.
WITHOUT = {
    f"POST {CONVERSATION}/attachments": "an upload is told with the message that sends it",
    "POST /v1/documents/search": "reads only",
    "POST /v1/sockets": "a nonce, good for some seconds",
    "PUT /v1/me/status": "presence, which is told as such and not kept",
}


def test_every_writing_route_is_covered() -> None:
    writing = {one.name for one in ALL if one.method != "GET"}
    assert writing == {*OF_CONVERSATIONS, *OF_TENANTS, *WITHOUT}


@pytest.fixture(scope="module")
async def tenant(stack: Stack) -> AsyncIterator[VictimData]:
    async with callers.http_to(stack) as http:
        yield await create_victim_data(stack, http, "Initech")


async def test_every_administrative_change_records_an_event(tenant: VictimData) -> None:
    ids = {**tenant.ids, "inbox_id": (await tenant.ines.post("/v1/inboxes", {"name": "Unused"}))["id"]}
    position = (await tenant.ines.get("/v1/tenant/events"))["position"]
    secrets = set()
    for name, expected in OF_TENANTS.items():
        method, path = name.split()
        body: Any = BODY_OF.get(name, BODIES.get(name))
        answer = await tenant.ines.ask(method, path.format(**ids), **({} if body is None else {"json": body}))
        assert answer.is_success, f"{name}: {answer.text}"
        found = answer.json() if answer.content else {}
        secrets |= {found[field] for field in ("key", "secret") if isinstance(found, dict) and found.get(field)}
        page = await tenant.ines.get(f"/v1/tenant/events?after={position}")
        types = [event["type"] for event in page["events"]]
        assert expected in types, f"{name} recorded {types}"
        assert [event["position"] for event in page["events"]] == list(range(position + 1, page["position"] + 1))
        event = next(one for one in page["events"] if one["type"] == expected)
        assert (event["conversationId"], event["actor"]["id"]) == (None, tenant.ines.id)
        position = page["position"]
    everything = (await tenant.ines.ask("GET", "/v1/tenant/events?after=0")).text
    assert len(secrets) == 2
    assert not [secret for secret in secrets if secret in everything]
    assert "@" not in everything


async def test_administrative_events_are_for_those_who_may_audit_alone(tenant: VictimData) -> None:
    ben = await tenant.tenant.log_in(tenant.ines.http, "Ben")
    assert (await ben.ask("GET", "/v1/tenant/events?after=0")).status_code == 403
    assert (await tenant.bao.ask("GET", "/v1/tenant/events?after=0")).status_code == 403
    feed = await ben.get("/v1/events?after=0")
    assert all(event["conversationId"] for event in feed["events"])


async def test_a_document_that_was_read_is_told(tenant: VictimData, stack: Stack) -> None:
    text = {"title": "Delivery", "content": "# Delivery\n\nIt takes three days.", "mediaType": "text/markdown"}
    document = await tenant.ines.post("/v1/documents", text)
    position = 0

    async def is_told() -> bool:
        nonlocal position
        page = await tenant.ines.get(f"/v1/tenant/events?after={position}&waitSeconds=5")
        position = page["position"]
        return any(
            event["type"] == "document.indexed" and event["documentId"] == document["id"] for event in page["events"]
        )

    await until(is_told, "the worker reads the document")
