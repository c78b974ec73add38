"""An administrator adds a person and a team, and the person logs in; the settings in every look."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Window
from tests.browser.people import PATIENCE, Agent
from tests.browser.test_looks import LOOKS, each_look, faults, is_wider_than_the_window
from tests.proof.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SECTIONS = ["account", "knowledge", "replies", "labels", "people", "teams", "inboxes", "general", "api-keys", "usage"]


async def enters(open_window: Callable[..., Any], stack: Stack, name: str, **options: Any) -> Agent:
    agent = Agent(await open_window(name, **options))
    await agent.logs_in(f"{stack.url}/console/", *stack.log_ins[name])
    return agent


async def opens(page: Page, section: str) -> None:
    await page.get_by_role("navigation", name="Main").get_by_role("link", name="Settings").click()
    await page.get_by_role("navigation", name="Settings").get_by_role("link", name=section).click()
    await expect(page.get_by_role("heading", level=1, name=section)).to_be_visible(timeout=PATIENCE)


async def adds_a_person(window: Window) -> tuple[str, str]:
    """By keyboard alone, once with a mistake: the log-in of the new person."""
    page, email = window.page, "kim@demo.example"
    await opens(page, "Users")
    await page.get_by_role("button", name="New user").press("Enter")
    form = page.get_by_role("dialog", name="New user")
    await expect(form.get_by_label("Name")).to_be_focused()
    await page.keyboard.type("Kim Sato")
    await page.keyboard.press("Tab")
    await page.keyboard.type("kim")
    await page.keyboard.press("Enter")
    await expect(form.get_by_text("Enter a valid e-mail address.")).to_be_visible()
    await expect(form.get_by_label("E-mail")).to_be_focused()
    await page.keyboard.type("@demo.example")
    await form.get_by_role("button", name="Generate password").press("Enter")
    password = await form.get_by_label("Password", exact=True).input_value()
    await window.shoot("settings-new-person")
    await form.get_by_role("button", name="Add").click()
    await expect(row_of(page, email)).to_be_visible(timeout=PATIENCE)
    return email, password


def row_of(page: Page, text: str) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=text)


async def adds_a_team(window: Window) -> None:
    page = window.page
    await opens(page, "Teams")
    await page.get_by_role("button", name="New team").click()
    form = page.get_by_role("dialog", name="New team")
    await form.get_by_label("Name").fill("Returns")
    await form.get_by_role("checkbox", name="Kim Sato").check()
    await window.shoot("settings-new-team")
    await form.get_by_role("button", name="Save").click()
    await expect(row_of(page, "Returns")).to_contain_text("Kim Sato", timeout=PATIENCE)


async def test_an_administrator_adds_a_person_and_a_team(stack: Stack, open_window: Callable[..., Any]) -> None:
    ines = await enters(open_window, stack, "ines")
    log_in = await adds_a_person(ines.window)
    await adds_a_team(ines.window)
    kim = Agent(await open_window("kim"))
    await kim.logs_in(f"{stack.url}/console/", *log_in)
    await expect(kim.page.get_by_role("button", name=re.compile("Kim Sato.*Available"))).to_be_visible()
    await kim.page.goto(f"{stack.url}/console/settings/people")
    await expect(kim.page.get_by_role("heading", name="Your account")).to_be_visible(timeout=PATIENCE)
    await expect(kim.page.get_by_role("link", name="Users")).to_have_count(0)
    assert kim.window.errors == []

    await opens(ines.page, "Users")
    await ines.page.get_by_role("button", name="More for Kim Sato").click()
    await ines.page.get_by_role("menuitem", name="Disable").click()
    await ines.page.get_by_role("dialog").get_by_role("button", name="Disable").click()
    await expect(row_of(ines.page, "Kim Sato")).to_contain_text("Disabled", timeout=PATIENCE)
    await expect(kim.page.get_by_role("heading", name="Log in to Chorus")).to_be_visible(timeout=PATIENCE)
    assert ines.window.errors == []


@each_look
async def test_the_settings(stack: Stack, open_window: Callable[..., Any], look: str) -> None:
    ines = await enters(open_window, stack, "ines", **LOOKS[look])
    for section in SECTIONS:
        await ines.page.goto(f"{stack.url}/console/settings/{section}")
        await expect(ines.page.get_by_role("heading", level=1).last).to_be_visible(timeout=PATIENCE)
        await expect(ines.page.get_by_role("status").filter(has_text="Loading")).to_have_count(0, timeout=PATIENCE)
        await ines.window.shoot(f"look-settings-{section}-{look}")
        assert await faults(ines.page) == [], section
        assert not await is_wider_than_the_window(ines.window), section
    await ines.page.goto(f"{stack.url}/console/settings/inboxes")
    await ines.page.get_by_role("main").get_by_role("link", name="Online shop").click()
    await expect(ines.page.get_by_role("heading", name="Installation")).to_be_visible(timeout=PATIENCE)
    await ines.window.shoot(f"look-settings-inbox-{look}")
    assert await faults(ines.page) == []
    assert ines.window.errors == []
