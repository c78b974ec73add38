"""What an event makes of a conversation: afterwards the state equals what a fresh fetch would give.

Pure functions over the JSON that readers get. The TypeScript twin is clients/wire/src/apply-event.ts; both pass
contracts/golden.
"""

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
Change = Callable[[Json, list[Json], Json], list[Json] | None]
"""Changes a copied conversation in place; returns the messages when those change too."""

PREVIEW_LENGTH = 140


def apply_event(state: Mapping[str, Any], event: Json) -> Json:
    """The state after the event; the same if it is known, leaves a gap or is the tenant's. Tolerates unknown types."""
    if event.get("conversationId", "") is None:
        return dict(state)
    if event["position"] != state["conversation"]["position"] + 1:
        return dict(state)
    conversation: Json = {**state["conversation"], "position": event["position"]}
    if is_agents_view(conversation):
        conversation["updatedAt"] = event["at"]
    messages: list[Json] = state["messages"]
    changed = CHANGES.get(event["type"], _nothing)(conversation, messages, event)
    return {**state, "conversation": conversation, "messages": messages if changed is None else changed}


def is_agents_view(conversation: Mapping[str, Any]) -> bool:
    """Customers get fewer fields."""
    return "customer" in conversation


def _nothing(_conversation: Json, _messages: list[Json], _event: Json) -> None:
    return None


def _created(conversation: Json, _messages: list[Json], event: Json) -> None:
    conversation.update(status="bot", floor="bot", inboxId=event["inboxId"], createdAt=event["at"])
    if is_agents_view(conversation):
        conversation.update(channel=event["channel"], customer=event["customer"])


def _escalated(conversation: Json, _messages: list[Json], event: Json) -> None:
    _wait(
        conversation,
        event,
        reason=event.get("reason"),
        detail=event.get("detail"),
        evidence=event.get("evidence"),
    )


def _given_back(conversation: Json, _messages: list[Json], event: Json) -> None:
    _wait(conversation, event, reason="agent", detail="", evidence=[])


def _wait(conversation: Json, event: Json, **why: Any) -> None:
    conversation.update(status="waiting", floor="nobody", assignee=None)
    if not is_agents_view(conversation):
        conversation["isCallbackPromised"] = False
        return
    conversation["escalation"] = {
        "id": event["escalationId"],
        **why,
        "since": event.get("since") or event["at"],
        "offeredTo": None,
        "offerExpiresAt": None,
        "isCallbackPromised": False,
    }


def _wait_no_longer(conversation: Json) -> None:
    if is_agents_view(conversation):
        conversation["escalation"] = None
    else:
        conversation["isCallbackPromised"] = False


def _offered(conversation: Json, _messages: list[Json], event: Json) -> None:
    _change_escalation(conversation, offeredTo=event["agentId"], offerExpiresAt=event["expiresAt"])


def _declined(conversation: Json, _messages: list[Json], _event: Json) -> None:
    _change_escalation(conversation, offeredTo=None, offerExpiresAt=None)


def _change_escalation(conversation: Json, **fields: Any) -> None:
    if conversation.get("escalation") is not None:
        conversation["escalation"] = {**conversation["escalation"], **fields}


def _assigned(conversation: Json, _messages: list[Json], event: Json) -> None:
    _wait_no_longer(conversation)
    assignee = {"id": event["agentId"], "name": event["agentName"]}
    conversation.update(status="active", floor="human", assignee=assignee)


def _returned(conversation: Json, _messages: list[Json], _event: Json) -> None:
    _wait_no_longer(conversation)
    conversation.update(status="bot", floor="bot", assignee=None)


def _closed(conversation: Json, _messages: list[Json], event: Json) -> None:
    _wait_no_longer(conversation)
    conversation.update(status="closed", floor="nobody", closedAt=event["at"])


def _reopened(conversation: Json, messages: list[Json], event: Json) -> None:
    _returned(conversation, messages, event)
    conversation["closedAt"] = None


def _rated(conversation: Json, _messages: list[Json], event: Json) -> None:
    conversation["rating"] = {"score": event["score"], "comment": event["comment"]}


def _labelled(conversation: Json, _messages: list[Json], event: Json) -> None:
    conversation["labels"] = event["labels"]


def _briefed(conversation: Json, _messages: list[Json], event: Json) -> None:
    conversation["brief"] = {name: event[name] for name in ("version", "basisPosition", "origin")}


def _customer_updated(conversation: Json, _messages: list[Json], event: Json) -> None:
    conversation["customer"] = event["customer"]


def _promised(conversation: Json, _messages: list[Json], _event: Json) -> None:
    if is_agents_view(conversation):
        _change_escalation(conversation, isCallbackPromised=True)
    else:
        conversation["isCallbackPromised"] = True


def _said(conversation: Json, messages: list[Json], event: Json) -> list[Json]:
    message = {**event["message"], "position": event["position"]}
    # A notice is Chorus' own: lists go on showing what people said, and a brief does not age by it.
    if is_agents_view(conversation) and message["messageType"] != "notice":
        conversation["messagePosition"] = event["position"]
        conversation["lastMessage"] = {
            "id": message["id"],
            "role": message["role"],
            "messageType": message["messageType"],
            "authorId": message["authorId"],
            "authorName": message["authorName"],
            "preview": message["content"][:PREVIEW_LENGTH],
            "at": message["createdAt"],
            "position": event["position"],
        }
        if message["role"] == "customer":
            conversation["lastCustomerMessage"] = conversation["lastMessage"]
    return [*messages, message]


def _delivered(_conversation: Json, messages: list[Json], event: Json) -> list[Json]:
    return _mark(messages, event, lambda _: {"deliveredAt": event["at"]})


def _seen(_conversation: Json, messages: list[Json], event: Json) -> list[Json]:
    return _mark(messages, event, lambda one: {"deliveredAt": one["deliveredAt"] or event["at"], "readAt": event["at"]})


def _mark(messages: list[Json], event: Json, fields: Callable[[Json], Json]) -> list[Json]:
    named = set(event["messageIds"])
    return [{**one, **fields(one)} if one["id"] in named else one for one in messages]


CHANGES: dict[str, Change] = {
    "callback.promised": _promised,
    "conversation.assigned": _assigned,
    "conversation.briefed": _briefed,
    "conversation.closed": _closed,
    "conversation.created": _created,
    "conversation.escalated": _escalated,
    "conversation.labelled": _labelled,
    "conversation.rated": _rated,
    "conversation.reopened": _reopened,
    "conversation.requeued": _given_back,
    "conversation.returned": _returned,
    "conversation.transferred": _given_back,
    "customer.updated": _customer_updated,
    "escalation.cancelled": _returned,
    "escalation.declined": _declined,
    "escalation.offered": _offered,
    "message.delivered": _delivered,
    "message.seen": _seen,
    "message.sent": _said,
    "note.added": _said,
}
