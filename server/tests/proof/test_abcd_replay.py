"""Real dialogues through real sockets, and real policies as the bot's knowledge (see docs/replay.md)."""

import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from chorus.core.ids import new_id
from tests.proof import callers, tenants
from tests.proof.callers import Caller, Frame
from tests.proof.stack import Stack, until
from tests.proof.tenants import Tenant

# Nobody here wrote them, so they are not part of the product; where they are absent there is nothing to prove.
ABCD = Path(__file__).parents[4] / "shared" / "data" / "abcd"
pytestmark = [pytest.mark.skipif(not ABCD.is_dir(), reason="the dialogues are not here"), pytest.mark.timeout(240)]

# What customers asked, the first three in these dialogues, and what an answer from the policies has to contain.
QUESTIONS = {
    "I've got a promo code and I want to know when they expire.": ["7 days"],
    "just wanted to check on the status of a refund": ["Username", "Email Address", "Order ID"],
    "I'm a bronze. I bought it in November, can I return it?": ["Bronze members", "90 days"],
    "How much is standard shipping?": ["$8.00"],
    "I forgot my password": ["get a new password"],
}


def dialogues() -> list[Any]:
    """Lines of speaker and text; `action` is what the agent did in other systems."""
    return json.loads((ABCD / "dialogues.json").read_text()) if ABCD.is_dir() else []


def policies() -> dict[str, str]:
    """The handbook as Markdown: a document for each flow."""
    pages = {}
    for flow, found in json.loads((ABCD / "guidelines.json").read_text()).items():
        lines = [f"# {flow}", found["description"]]
        for name, sub in found["subflows"].items():
            lines += [f"## {name}", *sub["instructions"]]
            for action in sub["actions"]:
                lines += [action["text"], *(f"- {text}" for text in action["subtext"])]
        pages[flow] = "\n\n".join(lines)
    return pages


def without_notices(messages: Iterable[Frame]) -> list[str]:
    """What people said; a notice of Chorus' own (nobody on duty yet) may stand between."""
    return [one["content"] for one in messages if one["messageType"] != "notice"]


@pytest.fixture(scope="module")
async def http(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    async with callers.http_to(stack) as client:
        yield client


@pytest.fixture(scope="module")
async def tenant(stack: Stack, http: httpx2.AsyncClient) -> Tenant:
    """A shop whose bot knows the policies."""
    shop = await tenants.create(stack, "Acmecorp")
    ines = await shop.log_in(http, "Ines")
    for title, content in policies().items():
        await ines.post("/v1/documents", {"title": title, "content": content, "mediaType": "text/markdown"})

    async def is_ready() -> bool:
        items = (await ines.get("/v1/documents"))["items"]
        assert not [one["error"] for one in items if one["status"] == "failed"]
        return all(one["status"] == "ready" for one in items)

    await until(is_ready, "a worker indexes the documents", seconds=120)
    return shop


def said(frames: list[Frame], *types: str) -> list[str]:
    """What was said, in the order in which it came."""
    return without_notices(frame["message"] for frame in frames if frame["type"] in types)


@pytest.mark.parametrize("dialogue", dialogues(), ids=lambda dialogue: str(dialogue["convo_id"]))
async def test_a_dialogue_arrives_complete_and_in_order(
    tenant: Tenant, http: httpx2.AsyncClient, dialogue: Any
) -> None:
    ada = await tenant.log_in(http, "Ada")
    customer = await tenant.customer(http, dialogue["scenario"]["personal"]["customer_name"])
    await customer.post(f"/v1/conversations/{customer.conversation_id}/escalation", {"reason": "requested"})
    state = await ada.post(f"/v1/conversations/{customer.conversation_id}/accept")
    widget = await callers.connected(customer, customer.conversation_id)
    console = await callers.connected(ada)
    start = {"position": state["conversation"]["position"], "epoch": state["epoch"]}
    await console.send("subscribe", conversationId=customer.conversation_id, **start)
    await console.expect("subscribed")
    for speaker, text in dialogue["original"]:
        if speaker == "customer":
            await widget.say(text, role="customer")
        else:
            kind = {"agent": "text", "action": "note"}[speaker]
            await console.say(text, role="agent", messageType=kind, conversationId=customer.conversation_id)

    spoken = [text for speaker, text in dialogue["original"] if speaker != "action"]
    everything = [text for _, text in dialogue["original"]]
    await widget.wait(lambda frame: frame.get("message", {}).get("content") == spoken[-1], "the last line")
    await console.wait(lambda frame: frame.get("message", {}).get("content") == everything[-1], "the last line")
    assert said(widget.came, "message.sent") == spoken
    assert said(console.came, "message.sent", "note.added") == everything
    assert without_notices((await customer.state())["messages"]) == spoken
    assert without_notices((await ada.state(customer.conversation_id))["messages"]) == everything
    for line in (widget, console):
        positions = [frame["position"] for frame in line.events()]
        assert positions == list(range(positions[0], positions[0] + len(positions)))
        await line.close()


async def answer_to(customer: Caller, question: str) -> Any:
    """What the bot says first."""
    path = f"/v1/conversations/{customer.conversation_id}/messages"
    await customer.post(path, {"id": str(new_id()), "content": question})

    async def answered() -> Any:
        return next((one for one in (await customer.get(path))["items"] if one["role"] == "bot"), None)

    return await until(answered, f"the bot answers {question!r}")


@pytest.mark.parametrize("question", QUESTIONS)
async def test_the_bot_answers_from_the_policies(tenant: Tenant, http: httpx2.AsyncClient, question: str) -> None:
    answer = await answer_to(await tenant.customer(http), question)
    assert [word for word in QUESTIONS[question] if word.lower() not in answer["content"].lower()] == [], answer
    assert answer["sources"]
    for source in answer["sources"]:
        page = " ".join(policies()[source["title"]].replace("- ", "").split())
        assert " ".join(source["quote"].replace("- ", "").split())[:60] in page


async def test_the_bot_says_so_when_the_policies_say_nothing(tenant: Tenant, http: httpx2.AsyncClient) -> None:
    answer = await answer_to(await tenant.customer(http), "Who painted the Mona Lisa?")
    assert answer["sources"] == []
