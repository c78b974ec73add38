"""What a stranger could say in each request: bodies that would do, and the ids that a body or a query can name."""

from typing import Any

from chorus.core.ids import new_id
from tests.proof.victim_data import CANARY, FILE

A_USER = {"email": "new@example.org", "name": "New", "role": "agent"}
# A body that would do for each route that takes one; ids in it are made up.
BODIES: dict[str, Any] = {
    "POST /livechat/escalate": {"conversationId": str(new_id())},
    "POST /v1/api-keys": {"name": "mine", "scopes": ["conversations:read"]},
    "POST /v1/canned-replies": {"shortcut": "hello", "content": "Hello."},
    "PATCH /v1/canned-replies/{reply_id}": {"content": "Hello."},
    "POST /v1/conversations": {"language": "en"},
    "POST /v1/conversations/{conversation_id}/contact": {"email": "mallory@example.org"},
    "POST /v1/conversations/{conversation_id}/escalation": {"reason": "requested"},
    "PUT /v1/conversations/{conversation_id}/labels": {"labels": []},
    "POST /v1/conversations/{conversation_id}/messages": {"id": str(new_id()), "content": "Hello."},
    "POST /v1/conversations/{conversation_id}/notes": {"id": str(new_id()), "content": "Hello."},
    "POST /v1/conversations/{conversation_id}/rating": {"score": 1},
    "POST /v1/conversations/{conversation_id}/receipts": {"delivered": 9, "read": 9},
    "POST /v1/conversations/{conversation_id}/transfer": {"agentId": str(new_id())},
    "PATCH /v1/customers/{customer_id}": {"name": "Mallory"},
    "POST /v1/documents": {"title": "Mine", "content": "# Mine\n\nText.", "mediaType": "text/markdown"},
    "POST /v1/documents/search": {"query": f"Can {CANARY} be returned?"},
    "POST /v1/inboxes": {"name": "Mine"},
    "PATCH /v1/inboxes/{inbox_id}": {"name": "Mine"},
    "POST /v1/inboxes/{inbox_id}/identity-secret": {},
    "POST /v1/labels": {"name": "mine"},
    "PATCH /v1/labels/{label_id}": {"color": "#000000"},
    "PUT /v1/me/password": {"currentPassword": "a-wrong-password", "newPassword": "another-password"},
    "PUT /v1/me/status": {"status": "available"},
    "POST /v1/sockets": {},
    "POST /v1/teams": {"name": "Mine"},
    "PATCH /v1/teams/{team_id}": {"name": "Mine"},
    "PUT /v1/teams/{team_id}/users": {"userIds": []},
    "PATCH /v1/tenant": {"name": "Mine"},
    "POST /v1/users": A_USER,
    "PATCH /v1/users/{user_id}": {"name": "Mine"},
}
QUERIES = {
    "GET /v1/conversations/{conversation_id}/events": "?after=0",
    "GET /v1/events": "?after=0",
    "GET /v1/search": f"?q={CANARY}",
}
FILES = {"POST /v1/conversations/{conversation_id}/attachments": FILE}
# Ids in bodies and queries, by route: which thing of the victim's to name, and what the answer may be.
NAMED: dict[str, dict[str, str]] = {
    "POST /livechat/escalate": {"conversationId": "conversation_id", "teamId": "team_id"},
    "POST /v1/conversations": {"inboxId": "inbox_id"},
    "GET /v1/conversations": {"customerId": "customer_id"},
    "GET /v1/widget/conversations": {"inboxId": "inbox_id"},
    "POST /v1/conversations/{conversation_id}/escalation": {"teamId": "team_id"},
    "POST /v1/conversations/{conversation_id}/messages": {"id": "message_id", "attachmentIds": "attachment_id"},
    "POST /v1/conversations/{conversation_id}/notes": {"id": "message_id"},
    "POST /v1/conversations/{conversation_id}/transfer": {
        "agentId": "user_id",
        "teamId": "team_id",
        "noteId": "message_id",
    },
    "POST /v1/sockets": {"conversationId": "conversation_id"},
    "PUT /v1/teams/{team_id}/users": {"userIds": "user_id"},
    "PATCH /v1/tenant": {"settings.escalationRules.teamId": "team_id"},
}
# Where the answer repeats the foreign id, which does no harm.
ECHOES = {
    "POST /v1/sockets": "the nonce names it; the gateway refuses the socket (test_tenants_by_socket.py)",
    "PATCH /v1/tenant": "a rule that names no team of the tenant's goes to all",
}
