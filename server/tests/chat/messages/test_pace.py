"""Who writes over HTTP is held to the pace of a socket: customers and agents each to their own."""

from typing import Any

import httpx2
import pytest

from chorus.chat.limits import MESSAGES_BY_AGENT, MESSAGES_BY_CUSTOMER
from chorus.core.actor import Actor
from chorus.core.ids import new_id
from chorus.stores.counters.limits import Limit
from tests import people
from tests.app import App, code_of


@pytest.fixture
def app(app: App) -> App:
    """Three messages of a customer and five of an agent in a minute."""
    app.set_limits(**{MESSAGES_BY_CUSTOMER: Limit(3, 60), MESSAGES_BY_AGENT: Limit(5, 60)})
    return app


def said(text: str = "Hello.") -> dict[str, Any]:
    return {"id": str(new_id()), "content": text}


def is_refused(answer: httpx2.Response) -> bool:
    """With the code of a limit and the time to wait."""
    return (answer.status_code, code_of(answer)) == (429, "limit.reached") and int(answer.headers["retry-after"]) > 0


async def test_a_customer_who_writes_too_fast_is_refused_and_nothing_is_written(app: App, bao: Actor) -> None:
    conversation = await people.conversation_with(app.database, bao)
    path = f"/v1/conversations/{conversation.id}/messages"

    taken = [(await app.post(path, bao, json=said())).status_code for _ in range(3)]

    assert taken == [200] * 3
    assert is_refused(await app.post(path, bao, json=said()))
    assert len((await app.get(path, bao)).json()["items"]) == 3


async def test_an_agents_messages_and_notes_count_together(app: App, bao: Actor, ada: Actor) -> None:
    conversation = await people.active_conversation(app.database, bao, ada)
    path = f"/v1/conversations/{conversation.id}"
    for part in ("messages", "notes", "messages", "notes", "messages"):
        assert (await app.post(f"{path}/{part}", ada, json=said())).status_code == 200

    assert is_refused(await app.post(f"{path}/messages", ada, json=said()))
    assert is_refused(await app.post(f"{path}/notes", ada, json=said()))
    assert is_refused(await app.post(f"{path}/transfer", ada, json={"agentId": str(ada.id), "note": "For later."}))


async def test_the_pace_is_a_persons_own(app: App, bao: Actor, ada: Actor) -> None:
    conversation = await people.active_conversation(app.database, bao, ada)
    path = f"/v1/conversations/{conversation.id}/messages"
    for _ in range(4):
        refused = await app.post(path, bao, json=said())
    other = await people.customer_bao(app.database, bao.tenant_id, "Cai")
    beside = await people.conversation_with(app.database, other)

    assert refused.status_code == 429
    assert (await app.post(path, ada, json=said())).status_code == 200
    assert (await app.post(f"/v1/conversations/{beside.id}/messages", other, json=said())).status_code == 200
