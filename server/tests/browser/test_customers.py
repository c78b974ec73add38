"""A customer whom the shop knows, by a function that fetches tokens; and one who is turned away."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.async_api import expect

from tests.browser.people import PATIENCE, Agent, Customer
from tests.browser.shop import Shop
from tests.proof import callers
from tests.proof.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def test_a_customer_whom_the_shop_knows_is_named_and_may_be_blocked(
    stack: Stack, shop: Shop, open_window: Callable[..., Any]
) -> None:
    asked = 0
    async with callers.http_to(stack) as http:
        ines = await callers.log_in(http, *stack.log_ins["ines"])
        made = await ines.post(f"/v1/inboxes/{stack.inbox_id}/identity-secret", {})
        secret = OctKey.import_key(made["secret"])

        def token() -> str:
            nonlocal asked
            asked += 1
            claims = {"sub": "shop-7", "name": "Mai Lin", "exp": int(time.time()) + 60}
            return jwt.encode({"alg": "HS256"}, claims, secret)

        customer = Customer(await open_window("customer"))
        await customer.page.expose_function("fetchToken", token)
        await customer.page.goto(shop.home)
        await customer.page.wait_for_function("window.Chorus")
        await customer.page.evaluate("Chorus.identify(() => fetchToken())")
        await customer.page.evaluate("Chorus.open()")
        await customer.says("Can I talk to a human, please?")
        await expect(customer.sees("Can I talk to a human, please?")).to_be_visible(timeout=PATIENCE)

        agent = Agent(await open_window("agent"))
        await agent.logs_in(f"{stack.url}/console/", *stack.log_ins["ben"])
        await agent.page.get_by_role("link").filter(has_text="Mai Lin").first.click()
        await agent.page.get_by_role("button", name="Block customer").click()
        await agent.window.shoot("customer-block-asked")
        await agent.page.get_by_role("dialog").get_by_role("button", name="Block", exact=True).click()
        await expect(agent.page.get_by_role("button", name="Unblock customer")).to_be_visible(timeout=PATIENCE)
        await agent.window.shoot("customer-blocked")
        await customer.chat.get_by_role("button", name="Start a new conversation").click()
        await expect(customer.chat.get_by_role("alert")).to_be_visible(timeout=PATIENCE)
        await customer.window.shoot("customer-turned-away")
        assert asked >= 1
        await ines.ask("DELETE", f"/v1/inboxes/{stack.inbox_id}/identity-secret")
        assert agent.window.errors == []
