"""Chromium for the tests, and pages that remember what went wrong in them."""

import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright

from tests.browser.shop import Shop, open_shop
from tests.proof import callers
from tests.proof.stack import Stack

SCREENSHOTS = Path(__file__).parent / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
# On macOS an application is not on the PATH; `make chromium` is content with it too.
CHROME_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


@dataclass
class Window:
    """A browser context with one page, as one person has it."""

    name: str
    page: Page
    errors: list[str] = field(default_factory=list)

    async def shoot(self, name: str) -> None:
        """Keep what is seen now; a person looks at it."""
        SCREENSHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled", caret="initial")

    def watch(self) -> None:
        """Remember errors of the page; a lost socket is no error of it."""
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._said)
        self.page.on("requestfailed", self._failed)

    def _said(self, message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        if message.type == "error" and "WebSocket" not in message.text:
            self.errors.append(f"{message.text} {url}")

    def _failed(self, request: Request) -> None:
        if request.failure not in {"net::ERR_ABORTED", None}:
            self.errors.append(f"{request.url}: {request.failure}")


def find_chromium() -> str | None:
    """Where the browser of this machine is."""
    found = next((found for name in NAMES if (found := shutil.which(name))), None)
    return found or (str(CHROME_ON_MACOS) if CHROME_ON_MACOS.is_file() else None)


def is_required() -> bool:
    """Whether somebody counts on these tests: continuous integration does, and so does `make test`."""
    return any(os.environ.get(name, "").lower() not in {"", "0", "false"} for name in ("CI", "BROWSER_REQUIRED"))


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all."""
    path = find_chromium()
    if path is None and is_required():
        pytest.fail("The browser tests need Chromium: `make chromium` installs it or says what to do.")
    if path is None:
        pytest.skip("Chromium is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def shop(stack: Stack) -> AsyncIterator[Shop]:
    """The demo shop, which carries the widget from another site."""
    with open_shop(stack) as shop:
        async with callers.http_to(stack) as http:
            ines = await callers.log_in(http, *stack.log_ins["ines"])
            inbox = await ines.get(f"/v1/inboxes/{stack.inbox_id}")
            origins = [*inbox["allowedOrigins"], shop.url]
            await ines.call("PATCH", f"/v1/inboxes/{stack.inbox_id}", {"allowedOrigins": origins})
        yield shop


@pytest.fixture
async def blocked_window(chromium: Browser, tmp_path: Path) -> AsyncIterator[Window]:
    """A window of somebody who lets no site keep anything, the one they visit neither."""
    (tmp_path / "Default").mkdir()
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings))
    context = await chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=find_chromium(), args=FLAGS, locale="en-GB", viewport={"width": 1440, "height": 900}
    )
    context.set_default_timeout(15_000)
    window = Window("blocked", context.pages[0])
    window.watch()
    yield window
    await context.close()


@pytest.fixture
async def open_window(chromium: Browser) -> AsyncIterator[Callable[..., Any]]:
    """Makes windows; each is a person with cookies and storage of their own.

    Off the record, as every context is: Chromium blocks the storage of other sites in it.
    """
    async with AsyncExitStack() as exits:

        async def make(name: str, **options: Any) -> Window:
            context: BrowserContext = await chromium.new_context(
                **{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "color_scheme": "light"} | options
            )
            exits.push_async_callback(context.close)
            context.set_default_timeout(15_000)
            window = Window(name, await context.new_page())
            window.watch()
            return window

        yield make
