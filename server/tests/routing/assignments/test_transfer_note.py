"""The note of a transfer comes with it or not at all, and once however often the request is sent."""

from datetime import timedelta
from typing import Any

from chorus.core.actor import Actor
from chorus.core.ids import ConversationId, TenantId, new_id
from chorus.protocol.topics import conversation_for_agents, conversation_for_customer
from chorus.routing.escalations.dispatch_offers import OfferRules
from chorus.routing.escalations.queries import waiting_of
from tests import people
from tests.app import App, code_of
from tests.people import Published, says

NOTE = "She was promised a call."


async def notes_of(app: App, agent: Actor, conversation_id: ConversationId) -> list[str]:
    found = (await app.get(f"/v1/conversations/{conversation_id}/messages", agent)).json()["items"]
    return [message["content"] for message in found if message["messageType"] == "note"]


def to(agent: Actor, **more: Any) -> dict[str, Any]:
    return {"agentId": str(agent.id), "note": NOTE, **more}


async def test_the_note_stands_before_the_transfer_and_the_customer_sees_none_of_it(
    app: App, published: Published, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await people.active_conversation(app.database, bao, ada)
    published.envelopes.clear()

    answer = await app.post(f"/v1/conversations/{conversation.id}/transfer", ada, json=to(ben))

    assert answer.status_code == 204, answer.text
    assert await notes_of(app, ben, conversation.id) == [NOTE]
    told = [found.body for found in published.on(conversation_for_agents(conversation.id))]
    assert [b"note.added" in told[0], b"conversation.transferred" in told[1]] == [True, True]
    heard = [found.body for found in published.on(conversation_for_customer(conversation.id))]
    assert [body for body in heard if NOTE.encode() in body] == []


async def test_a_refused_transfer_leaves_no_note(app: App, bao: Actor, ada: Actor, ben: Actor) -> None:
    conversation = await people.active_conversation(app.database, bao, ada)
    path = f"/v1/conversations/{conversation.id}/transfer"

    not_hers = await app.post(path, ben, json=to(ben))
    nobody = await app.post(path, ada, json={"agentId": str(new_id()), "note": NOTE})

    assert [code_of(not_hers), code_of(nobody)] == ["conversation.not_assigned", "assignment.target_missing"]
    assert await notes_of(app, ada, conversation.id) == []


async def test_a_transfer_that_is_sent_again_changes_nothing(
    app: App, bao: Actor, ada: Actor, ben: Actor, sam: Actor
) -> None:
    conversation = await people.active_conversation(app.database, bao, ada)
    path = f"/v1/conversations/{conversation.id}"
    body = to(ben, noteId=str(new_id()))
    assert (await app.post(f"{path}/transfer", sam, json=body)).status_code == 204
    assert (await app.post(f"{path}/accept", ben)).status_code == 200

    again = await app.post(f"{path}/transfer", sam, json=body)

    assert again.status_code == 204
    assert await notes_of(app, ben, conversation.id) == [NOTE]
    async with app.database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT assignee_id FROM conversations WHERE id = $1", conversation.id) == ben.id


async def test_the_id_of_another_message_is_refused_and_nothing_moves(
    app: App, bao: Actor, ada: Actor, ben: Actor
) -> None:
    conversation = await people.active_conversation(app.database, bao, ada)
    taken = new_id()
    await says(app.writer, ada, conversation, "Hello.", taken)

    refused = await app.post(f"/v1/conversations/{conversation.id}/transfer", ada, json=to(ben, noteId=str(taken)))

    assert (refused.status_code, code_of(refused)) == (409, "message.id_taken")
    async with app.database.transaction(bao.tenant_id) as tx:
        assert await tx.value("SELECT assignee_id FROM conversations WHERE id = $1", conversation.id) == ada.id


async def test_a_transfer_asks_for_as_long_as_the_installation_says(
    app: App, acme: TenantId, bao: Actor, ada: Actor, ben: Actor
) -> None:
    app.services.offer_rules = OfferRules(timeout=timedelta(seconds=7))
    conversation = await people.active_conversation(app.database, bao, ada)

    await app.post(f"/v1/conversations/{conversation.id}/transfer", ada, json={"agentId": str(ben.id)})

    async with app.database.transaction(acme) as tx:
        waiting = await waiting_of(tx, conversation.id)
        began = await tx.value(
            "SELECT created_at FROM events WHERE tenant_id = $1 AND conversation_id = $2"
            " AND type = 'conversation.transferred'",
            acme,
            conversation.id,
        )
    assert waiting.offered_to == ben.user_id
    assert waiting.offer_expires_at is not None
    assert timedelta(0) <= waiting.offer_expires_at - began - timedelta(seconds=7) < timedelta(seconds=5)
