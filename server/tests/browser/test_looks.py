"""Light, dark and on a phone; and axe finds nothing to complain about."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Route, WebSocketRoute, expect

from chorus.core.ids import new_id
from tests.browser.conftest import Window
from tests.browser.people import OFFERED_TO_ANOTHER, PATIENCE, Agent, Customer, frame_of
from tests.browser.shop import Shop
from tests.proof import callers
from tests.proof.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOOKS: dict[str, dict[str, Any]] = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": PHONE}
each_look = pytest.mark.parametrize("look", LOOKS)
# What helps nobody is no fault: only these kinds count.
SERIOUS = {"serious", "critical", "moderate"}


async def faults(document: Any) -> list[str]:
    """What axe finds in a page or a frame, each by itself."""
    found = await Axe().run(document, options={"resultTypes": ["violations"], "iframes": False})
    return [
        f"{fault['id']}: {fault['help']} {[node['target'] for node in fault['nodes']][:5]}"
        for fault in found.response["violations"]
        if fault["impact"] in SERIOUS
    ]


async def is_wider_than_the_window(window: Window) -> bool:
    """Whether one would have to scroll sideways."""
    return bool(await window.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@each_look
async def test_the_log_in_page(stack: Stack, open_window: Callable[..., Any], look: str) -> None:
    window: Window = await open_window("agent", **LOOKS[look])
    await window.page.goto(f"{stack.url}/console/")
    await expect(window.page.get_by_role("button", name="Log in")).to_be_visible(timeout=PATIENCE)
    await window.shoot(f"look-log-in-{look}")
    assert await faults(window.page) == []
    assert not await is_wider_than_the_window(window)
    assert window.errors == []


@each_look
async def test_the_inbox_and_a_conversation(stack: Stack, open_window: Callable[..., Any], look: str) -> None:
    async with callers.http_to(stack) as http:
        bao = await callers.arrive(http, stack.inbox_id, "Bao Tran")
        said = {"id": str(new_id()), "content": "Is the lamp Moth in stock? My number is JO-2041."}
        await bao.post(f"/v1/conversations/{bao.conversation_id}/messages", said)
        await bao.post(f"/v1/conversations/{bao.conversation_id}/escalation", {"reason": "requested"})
        agent = Agent(await open_window("agent", **LOOKS[look]))
        await agent.logs_in(f"{stack.url}/console/", *stack.log_ins["ben"])
        row = agent.page.get_by_role("link").filter(has_text="Bao Tran").first
        await expect(row).to_be_visible(timeout=PATIENCE)
        await agent.window.shoot(f"look-inbox-{look}")
        assert await faults(agent.page) == []
        if look == "phone":  # there the offer lies over the list
            offer = agent.page.get_by_role("alertdialog").filter(has_text="Bao Tran")
            await offer.get_by_role("button", name="Accept").click(timeout=OFFERED_TO_ANOTHER)
        else:
            await row.click()
        await expect(agent.sees("Is the lamp Moth in stock?").first).to_be_visible(timeout=PATIENCE)
        await agent.window.shoot(f"look-conversation-{look}")
        assert await faults(agent.page) == []
        assert not await is_wider_than_the_window(agent.window)
        # Nobody is left waiting for the tests that follow.
        await bao.ask("POST", f"/v1/conversations/{bao.conversation_id}/close")
        assert agent.window.errors == []


@each_look
async def test_the_widget(shop: Shop, open_window: Callable[..., Any], look: str) -> None:
    customer = Customer(await open_window("customer", **LOOKS[look]))
    await customer.opens_the_chat(shop.home)
    await customer.says("Can I send a lamp back?")
    await expect(customer.chat.locator("li.message.other .bubble .text").first).to_be_visible(timeout=PATIENCE)
    await customer.window.shoot(f"look-widget-{look}")
    frame = next(frame for frame in customer.page.frames if "/widget/" in frame.url)
    assert await faults(frame) == []
    assert await faults(customer.page) == []
    assert customer.window.errors == []


async def test_what_is_typed_offline_is_sent_once(shop: Shop, open_window: Callable[..., Any]) -> None:
    customer = Customer(await open_window("customer"))
    await customer.opens_the_chat(shop.home)
    await customer.says("What is this lamp made of?")
    await expect(customer.chat.locator("li.message.other .bubble .text").first).to_be_visible(timeout=PATIENCE)
    await customer.page.context.set_offline(True)
    await customer.says("Typed in a tunnel.")
    await expect(customer.chat.get_by_text("Waiting to be sent")).to_be_attached(timeout=PATIENCE)
    await customer.window.shoot("offline-customer")
    await customer.page.context.set_offline(False)
    await customer.page.reload()
    await expect(customer.sees("Typed in a tunnel.")).to_have_count(1, timeout=PATIENCE)
    await expect(customer.chat.get_by_text("Waiting to be sent")).to_have_count(0, timeout=PATIENCE)
    assert (await customer.heard()).count("Typed in a tunnel.") == 1


KEPT_BY_THE_PAGE = "(text) => Object.values(sessionStorage).some((value) => value.includes(text))"
KEPT_BY_THE_FRAME = """async (text) => {
  const result = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith("chorus.outbox.")) continue;
    const database = await result(indexedDB.open(name));
    const rows = await result(database.transaction("messages").objectStore("messages").getAll());
    database.close();
    if (rows.some((row) => row.content === text)) return true;
  }
  return false;
}"""


@pytest.mark.parametrize("site", ["another", "the same"])
async def test_what_is_typed_offline_outlives_a_reload_while_offline(
    stack: Stack, shop: Shop, open_window: Callable[..., Any], site: str
) -> None:
    customer = Customer(await open_window("customer"))
    # There the page keeps it, here the frame does, in IndexedDB.
    await customer.opens_the_chat(shop.home if site == "another" else f"{stack.url}/demo/")
    await customer.says("Which bulb does it take?")
    await expect(customer.chat.locator("li.message.other .bubble .text").first).to_be_visible(timeout=PATIENCE)
    # What a browser has in its cache it has in a tunnel too; here the shop and the widget come from there, so only the
    # API and the gateway are out of reach.
    page = customer.page
    is_away = True

    async def refuse(route: Route) -> None:
        await (route.abort("internetdisconnected") if is_away else route.continue_())

    async def cut(socket: WebSocketRoute) -> None:
        if is_away:
            await socket.close()
        else:
            socket.connect_to_server()

    await page.context.route("**/v1/**", refuse)
    await page.context.route_web_socket("**", cut)
    await page.reload()
    await expect(customer.box).to_be_visible(timeout=PATIENCE)
    await customer.says("Typed in a longer tunnel.")
    await expect(customer.chat.get_by_text("Waiting to be sent")).to_be_attached(timeout=PATIENCE)
    # It is shown at once, and written within milliseconds: more than a reload here takes on a busy machine.
    keeper, kept = (page.main_frame, KEPT_BY_THE_PAGE) if site == "another" else (frame_of(page), KEPT_BY_THE_FRAME)
    await keeper.wait_for_function(kept, arg="Typed in a longer tunnel.", timeout=PATIENCE)
    await page.reload()
    # It is shown before anything of the server is.
    await expect(customer.sees("Typed in a longer tunnel.")).to_have_count(1, timeout=PATIENCE)
    await expect(customer.chat.get_by_text("Waiting to be sent")).to_be_attached(timeout=PATIENCE)
    is_away = False
    await expect(customer.chat.get_by_text("Waiting to be sent")).to_have_count(0, timeout=2 * PATIENCE)
    await expect(customer.sees("Which bulb does it take?")).to_have_count(1, timeout=PATIENCE)
    assert (await customer.heard()).count("Typed in a longer tunnel.") == 1
    await page.reload()
    await expect(customer.sees("Typed in a longer tunnel.")).to_have_count(1, timeout=PATIENCE)
