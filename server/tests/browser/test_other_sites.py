"""The widget on another site, as every shop has it, off the record: what browsers block, and what pages do to it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.agents import identities, joins, queue_of, says
from tests.browser.conftest import Window
from tests.browser.people import PATIENCE, Agent, Customer, frame_of
from tests.browser.shop import STYLES, Shop
from tests.browser.test_looks import PHONE
from tests.proof import callers
from tests.proof.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

LOCK = "navigator.locks.request('test', () => 'given').catch((error) => error.name)"
STORAGE = "(() => { try { return localStorage.length } catch (error) { return error.name } })()"
UNAVAILABLE = "The chat is not available right now."


def button(window: Window) -> Locator:
    return window.page.locator("chorus-chat button")


async def swaps_its_body(page: Page) -> None:
    """As Turbo and htmx do, with the snippet in the new body as well."""
    await page.evaluate(
        """() => {
          const old = document.querySelector("script[data-inbox]"), body = document.createElement("body");
          const script = document.createElement("script");
          Object.assign(script, { src: old.src, async: true }).dataset.inbox = old.dataset.inbox;
          body.append(Object.assign(document.createElement("h1"), { textContent: "Next page" }), script);
          return new Promise((resolve) => {
            script.onload = resolve;
            document.documentElement.replaceChild(body, document.body);
          });
        }"""
    )


async def writes_itself_anew(page: Page) -> None:
    await page.evaluate(
        "document.open(); document.write('<!doctype html><html><body><h1>Written</h1></body></html>'); document.close()"
    )


async def until_kept(page: Page, text: str) -> None:
    """Wait until the page keeps a draft: the frame, which may keep nothing, tells it by a message after each key."""
    kept = "(text) => Object.values(sessionStorage).some((value) => value.includes(text))"
    await page.wait_for_function(kept, arg=text, timeout=PATIENCE)


async def test_where_the_browser_blocks_other_sites_storage_nothing_is_lost(
    stack: Stack, shop: Shop, open_window: Callable[..., Any]
) -> None:
    customer = Customer(await open_window("customer"))
    await customer.opens_the_chat(shop.home)
    frame = frame_of(customer.page)
    assert (await frame.evaluate(LOCK), await frame.evaluate(STORAGE)) == ("SecurityError", "SecurityError")

    await customer.says("How much does delivery cost?")
    await expect(customer.answers.first).to_be_visible(timeout=PATIENCE)
    async with callers.http_to(stack) as http:
        ada = await callers.log_in(http, *stack.log_ins["ada"])
        others = await queue_of(stack)
        await customer.chat.get_by_role("button", name="Talk to a person").click()
        id_ = await joins(stack, others)
        await ada.post(f"/v1/conversations/{id_}/accept")
        await expect(customer.chat.get_by_text("You're chatting with Ada Moreau")).to_be_visible(timeout=PATIENCE)
        await says(ada, "Good morning.", id_)
        await expect(customer.sees("Good morning.")).to_be_visible(timeout=PATIENCE)
        await customer.says("Good morning to you.")
        await customer.box.press_sequentially("Half a sen")
        await until_kept(customer.page, "Half a sen")

        for step in ("reload", "next page"):
            await (customer.page.reload() if step == "reload" else customer.page.goto(f"{shop.home}?next"))
            await expect(customer.sees("Good morning to you.")).to_be_visible(timeout=PATIENCE)
            await expect(customer.box).to_have_value("Half a sen", timeout=PATIENCE)
        await customer.window.shoot("other-site-next-page")
        await says(ada, "Still there?", id_)
        await expect(customer.sees("Still there?")).to_be_visible(timeout=PATIENCE)
        said = [one["content"] for one in (await ada.state(id_))["messages"] if one["role"] == "customer"]
        assert said == ["How much does delivery cost?", "Good morning to you."]
        await ada.post(f"/v1/conversations/{id_}/close")
    assert customer.window.errors == []


async def test_where_nothing_at_all_may_be_kept_both_sides_work(
    stack: Stack, shop: Shop, blocked_window: Window
) -> None:
    agent = Agent(blocked_window)
    await agent.logs_in(f"{stack.url}/console/", *stack.log_ins["ben"])
    assert await agent.page.evaluate(STORAGE) == "SecurityError"
    await blocked_window.shoot("no-storage-console")

    customer = Customer(blocked_window)
    await customer.opens_the_chat(shop.home)
    assert await customer.page.evaluate(STORAGE) == "SecurityError"
    await customer.says("How much does delivery cost?")
    await expect(customer.answers.first).to_be_visible(timeout=PATIENCE)
    await blocked_window.shoot("no-storage-widget")
    assert blocked_window.errors == []


@pytest.mark.parametrize("name", [*STYLES, "isolated", "crossorigin"])
async def test_a_page_that_makes_it_hard_has_a_chat(shop: Shop, open_window: Callable[..., Any], name: str) -> None:
    window = await open_window("customer", viewport={"width": 1200, "height": 800})
    await window.page.goto(shop.page(name))
    assert await window.page.evaluate("crossOriginIsolated") is (name == "isolated")
    await expect(button(window)).to_be_visible(timeout=PATIENCE)
    await window.page.evaluate("scrollTo(0, 900)")
    await button(window).click()
    customer = Customer(window)
    await expect(customer.box).to_be_visible(timeout=PATIENCE)
    await window.shoot(f"other-site-{name}")
    # From what is seen at the corner, not from what the element says of itself.
    assert await window.page.evaluate("document.elementFromPoint(1150, 750)?.localName") == "chorus-chat"
    box = await window.page.locator("chorus-chat iframe").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (780, 28, 400)
    assert window.errors == []


@pytest.mark.parametrize("change", [swaps_its_body, writes_itself_anew])
async def test_a_page_that_changes_without_loading_keeps_its_chat(
    shop: Shop, open_window: Callable[..., Any], change: Callable[[Page], Any]
) -> None:
    customer = Customer(await open_window("customer"))
    page = customer.page
    await page.goto(shop.page("plain"))
    await expect(button(customer.window)).to_be_visible(timeout=PATIENCE)
    await change(page)
    await expect(page.locator("chorus-chat")).to_have_count(1, timeout=PATIENCE)
    await page.evaluate("Chorus.open()")
    # From here on it is known whose draft it is.
    await expect(customer.chat.get_by_text("Hello!")).to_be_visible(timeout=PATIENCE)
    await customer.box.fill("Half a sen")
    await until_kept(page, "Half a sen")
    await change(page)
    await expect(page.locator("chorus-chat")).to_have_count(1, timeout=PATIENCE)
    await expect(customer.box).to_have_value("Half a sen", timeout=PATIENCE)
    await customer.chat.get_by_role("button", name="Close chat").click()
    await expect(customer.box).to_be_hidden(timeout=PATIENCE)
    await button(customer.window).click()
    await expect(customer.box).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("path", ["/page/plain", "/around"])
async def test_where_it_may_not_be_it_says_so_at_once(shop: Shop, open_window: Callable[..., Any], path: str) -> None:
    window = await open_window("customer")
    await window.page.goto(shop.stranger + path)
    page: Any = window.page.frame_locator("iframe").first if path == "/around" else window.page
    await page.locator("chorus-chat button").click()
    # Well before the browser's own page would have been given up.
    await expect(page.get_by_role("alert")).to_have_text(UNAVAILABLE, timeout=PATIENCE)
    await window.shoot(f"other-site-refused{path.replace('/', '-')}")
    assert any(f"Is {shop.stranger} among the allowed origins" in error for error in window.errors)


async def test_a_page_without_an_origin_never_shows_the_browsers_own_page(
    shop: Shop, open_window: Callable[..., Any]
) -> None:
    window = await open_window("customer")
    await window.page.goto(shop.page("sandboxed"))
    await button(window).click()
    await expect(window.page.get_by_role("alert")).to_have_text(UNAVAILABLE, timeout=PATIENCE)
    assert not any("Framing" in error for error in window.errors)


async def test_on_a_phone_back_closes_the_chat_and_stays(shop: Shop, open_window: Callable[..., Any]) -> None:
    customer = Customer(await open_window("customer", **PHONE))
    page, second = customer.page, f"{shop.home}?second"
    await page.goto(f"{shop.home}?first")
    await customer.opens_the_chat(second)
    await page.go_back()
    await expect(customer.box).to_be_hidden(timeout=PATIENCE)
    assert page.url == second

    await button(customer.window).click()
    await customer.chat.get_by_role("button", name="Close chat").click()
    await expect(customer.box).to_be_hidden(timeout=PATIENCE)
    await page.wait_for_function("!history.state?.chorusChat")
    await page.go_back()
    assert page.url == f"{shop.home}?first"


async def test_one_customer_follows_another_on_one_page(
    stack: Stack, shop: Shop, open_window: Callable[..., Any]
) -> None:
    async with callers.http_to(stack) as http:
        ines = await callers.log_in(http, *stack.log_ins["ines"])
        token = await identities(ines, stack.inbox_id)
        customer = Customer(await open_window("customer"))
        page = customer.page
        try:
            await page.goto(shop.page("plain"))
            await page.wait_for_function("window.Chorus")
            await page.evaluate("(token) => Chorus.identify(token)", token("of-a"))
            await page.evaluate("Chorus.open()")
            await customer.says("I am A.")
            await expect(customer.answers.first).to_be_visible(timeout=PATIENCE)
            await customer.box.fill("And I")
            await page.evaluate("Chorus.shutdown()")
            await expect(page.locator("chorus-chat")).to_have_count(0, timeout=PATIENCE)
            assert await page.evaluate("Object.keys(sessionStorage).filter((key) => /kept|look/.test(key))") == []

            await page.evaluate("(token) => { Chorus.identify(token); Chorus.open() }", token("of-b"))
            await expect(customer.box).to_have_value("", timeout=PATIENCE)
            await customer.says("I am B.")
            await expect(customer.answers.first).to_be_visible(timeout=PATIENCE)
            assert "I am A." not in await customer.heard()
            await expect(page.locator("chorus-chat")).to_have_count(1)
        finally:
            await ines.ask("DELETE", f"/v1/inboxes/{stack.inbox_id}/identity-secret")


@pytest.mark.parametrize("site", ["another", "the same"])
async def test_a_log_out_on_the_way_to_another_page_is_made_up_for(
    stack: Stack, shop: Shop, open_window: Callable[..., Any], site: str
) -> None:
    customer = Customer(await open_window("customer"))
    page, home = customer.page, shop.home if site == "another" else f"{stack.url}/demo/"
    await customer.opens_the_chat(home)
    await customer.says("I am A.")
    await expect(customer.answers.first).to_be_visible(timeout=PATIENCE)
    # The frame has no time to forget anything.
    await page.evaluate("(next) => { Chorus.shutdown(); location.href = next }", f"{home}?next")
    await page.wait_for_url(re.compile("next"))
    await button(customer.window).click()
    await expect(customer.chat.get_by_text("Hello!")).to_be_visible(timeout=PATIENCE)
    assert await customer.heard() == []
