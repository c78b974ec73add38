"""Two tabs of one agent share a socket; where WebSockets are blocked, both sides talk by HTTP."""

import re
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from playwright.async_api import Page, expect

from tests.browser.agents import joins, queue_of, says
from tests.browser.conftest import Window
from tests.browser.people import PATIENCE, Agent, Customer
from tests.browser.shop import Shop
from tests.proof import callers
from tests.proof.callers import Caller
from tests.proof.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

LONG = 30_000


async def sockets(stack: Stack, kind: str) -> int:
    """How many of a kind the gateway counts."""
    async with httpx2.AsyncClient() as http:
        told = (await http.get(f"http://127.0.0.1:{stack.metrics_ports['gateway']}/metrics")).text
    found = re.search(rf'^ws_connections{{kind="{kind}"}} (\S+)', told, re.MULTILINE)
    return int(float(found[1])) if found else 0


async def has_sockets(stack: Stack, kind: str, count: int) -> None:
    """Wait until it is so."""

    async def is_so() -> bool:
        return await sockets(stack, kind) == count

    await until(is_so, f"{count} sockets of kind {kind}")


async def gets_to(customer: Caller, agent: Caller) -> str:
    """The customer's conversation, with the agent."""
    id_ = customer.conversation_id
    await customer.post(f"/v1/conversations/{id_}/escalation", {"reason": "requested"})
    await agent.post(f"/v1/conversations/{id_}/accept")
    return id_


async def once(page: Page, text: str) -> None:
    """In the thread, and once."""
    await expect(page.get_by_role("log").get_by_text(text, exact=True)).to_have_count(1, timeout=LONG)


async def test_two_tabs_share_a_socket_and_hand_it_over(stack: Stack, open_window: Callable[..., Any]) -> None:
    window: Window = await open_window("agent")
    first = Agent(window)
    async with callers.http_to(stack) as http:
        ada = await callers.log_in(http, *stack.log_ins["ada"])
        bao = await callers.arrive(http, stack.inbox_id)
        await has_sockets(stack, "agent", 0)
        await first.logs_in(f"{stack.url}/console/", *stack.log_ins["ada"])
        await has_sockets(stack, "agent", 1)
        id_ = await gets_to(bao, ada)
        second = Agent(Window("second", await window.page.context.new_page(), window.errors))
        second.window.watch()
        for agent in (first, second):
            await agent.page.goto(f"{stack.url}/console/mine/{id_}")
            await expect(agent.box).to_be_visible(timeout=PATIENCE)

        await says(bao, "Both see this.", id_)
        for agent in (first, second):
            await once(agent.page, "Both see this.")
        await second.says("From the second tab.")
        for agent in (first, second):
            await once(agent.page, "From the second tab.")
        assert await sockets(stack, "agent") == 1

        await first.page.close()
        await says(bao, "While it changes hands.", id_)
        await second.says("So do I.")
        await once(second.page, "While it changes hands.")
        await once(second.page, "So do I.")
        await expect(second.page.get_by_text("Not sent yet")).to_have_count(0, timeout=LONG)
        await has_sockets(stack, "agent", 1)

        messages = [one["content"] for one in (await bao.state())["messages"] if one["messageType"] == "text"]
        ours = {"Both see this.", "From the second tab.", "While it changes hands.", "So do I."}
        assert sorted(one for one in messages if one in ours) == sorted(ours)
    assert window.errors == []


async def test_a_tab_that_the_browser_freezes_hands_over_and_catches_up(
    stack: Stack, open_window: Callable[..., Any]
) -> None:
    window: Window = await open_window("agent")
    first = Agent(window)
    async with callers.http_to(stack) as http:
        ada = await callers.log_in(http, *stack.log_ins["ada"])
        bao = await callers.arrive(http, stack.inbox_id)
        await first.logs_in(f"{stack.url}/console/", *stack.log_ins["ada"])
        id_ = await gets_to(bao, ada)
        context = window.page.context
        second = Agent(Window("second", await context.new_page(), window.errors))
        for agent in (first, second):
            await agent.page.goto(f"{stack.url}/console/mine/{id_}")
            await expect(agent.box).to_be_visible(timeout=PATIENCE)
        await has_sockets(stack, "agent", 1)

        browser = await context.new_cdp_session(first.page)
        await browser.send("Page.setWebLifecycleState", {"state": "frozen"})
        await says(bao, "Said while you slept.", id_)
        await once(second.page, "Said while you slept.")
        await has_sockets(stack, "agent", 1)
        await browser.send("Page.setWebLifecycleState", {"state": "active"})
        await says(bao, "Good morning.", id_)
        for agent in (first, second):
            await once(agent.page, "Said while you slept.")
            await once(agent.page, "Good morning.")
        await has_sockets(stack, "agent", 1)
    assert window.errors == []


async def test_without_sockets_both_sides_talk_by_http(
    stack: Stack, shop: Shop, open_window: Callable[..., Any]
) -> None:
    customer, agent = Customer(await open_window("customer")), Agent(await open_window("agent"))
    await stack.stop("gateway")
    try:
        await agent.logs_in(f"{stack.url}/console/", *stack.log_ins["ada"])
        others = await queue_of(stack)
        await customer.opens_the_chat(shop.home)
        await customer.says("Can I talk to a human, please?")
        await expect(customer.chat.get_by_text("Waiting to be sent")).to_have_count(0, timeout=LONG)

        id_ = await joins(stack, others)
        queue = agent.page.get_by_role("list", name="Queue")
        await queue.locator(f"a[href$='{id_}']").click(timeout=LONG)
        await agent.accepts_the_open_one()
        await expect(customer.chat.get_by_text("You're chatting with Ada Moreau")).to_be_visible(timeout=LONG)
        await agent.says("Good morning, by HTTP.")
        await expect(customer.sees("Good morning, by HTTP.")).to_be_visible(timeout=LONG)
        await customer.says("And by HTTP to you.")
        await once(agent.page, "And by HTTP to you.")
        assert await agent.page.get_by_text("Reconnecting").count() == 0
    finally:
        await stack.start("gateway")

    for page in (agent.page, customer.page):
        for frame in page.frames:
            await frame.evaluate("dispatchEvent(new Event('online'))")
    await has_sockets(stack, "agent", 1)
    await has_sockets(stack, "conversation", 1)
    await customer.says("Back on the socket.")
    await once(agent.page, "Back on the socket.")
    heard = await customer.heard()
    assert len(heard) == len(set(heard)), heard


async def test_a_log_out_in_one_tab_is_one_in_the_other(stack: Stack, open_window: Callable[..., Any]) -> None:
    window: Window = await open_window("customer")
    first = Customer(window)
    second = Customer(Window("second", await window.page.context.new_page(), window.errors))
    await first.opens_the_chat(f"{stack.url}/demo/")
    await first.says("Between us alone.")
    await expect(first.answers.first).to_be_visible(timeout=PATIENCE)
    await second.opens_the_chat(f"{stack.url}/demo/")
    await expect(second.sees("Between us alone.")).to_be_visible(timeout=PATIENCE)
    await second.box.fill("Half a sen")

    await first.page.evaluate("Chorus.shutdown()")
    await expect(second.sees("Between us alone.")).to_have_count(0, timeout=PATIENCE)
    await second.says("I am somebody else.")
    await expect(second.answers.first).to_be_visible(timeout=PATIENCE)
    assert not any("Between us" in text or "Half a sen" in text for text in await second.heard())
    assert window.errors == []
