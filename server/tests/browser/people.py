"""What a customer does in the widget and an agent in the console, by what they see."""

import re
from dataclasses import dataclass

from playwright.async_api import Frame, FrameLocator, Locator, Page, expect

from tests.browser.conftest import Window

PATIENCE = 15_000
# An offer lasts 30 s before it goes on to the next agent.
OFFERED_TO_ANOTHER = 60_000
# As many as tests before this one may have left in the queue.
OFFERS_MAX = 20


def frame_of(page: Page) -> Frame:
    """Find the widget's frame in a page."""
    return next(frame for frame in page.frames if "/widget/" in frame.url)


@dataclass
class Customer:
    """In the demo shop."""

    window: Window

    @property
    def page(self) -> Page:
        """The shop."""
        return self.window.page

    @property
    def chat(self) -> FrameLocator:
        """The widget's own document."""
        return self.page.frame_locator("iframe")

    async def opens_the_chat(self, shop: str) -> None:
        """From the page of a shop."""
        await self.page.goto(shop)
        await self.page.get_by_role("button", name=re.compile("chat", re.IGNORECASE)).click()
        await expect(self.box).to_be_visible(timeout=PATIENCE)

    @property
    def box(self) -> Locator:
        """Where one types."""
        return self.chat.get_by_role("textbox", name="Write a message…")

    async def says(self, text: str) -> None:
        """A line, sent by Enter."""
        await self.box.fill(text)
        await self.box.press("Enter")

    @property
    def answers(self) -> Locator:
        """What the bot or a person said."""
        return self.chat.locator("li.message.other .bubble .text")

    def sees(self, text: str) -> Locator:
        """A text in the log."""
        return self.chat.get_by_role("log").get_by_text(text)

    async def heard(self) -> list[str]:
        """Every bubble, from first to last."""
        return await self.chat.locator("li.message .bubble .text").all_inner_texts()


@dataclass
class Agent:
    """In the console."""

    window: Window

    @property
    def page(self) -> Page:
        """The console."""
        return self.window.page

    async def logs_in(self, console: str, email: str, password: str) -> None:
        """By e-mail and password."""
        await self.page.goto(console)
        await self.page.get_by_label("E-mail").fill(email)
        await self.page.get_by_label("Password", exact=True).fill(password)
        await self.page.get_by_role("button", name="Log in").click()
        await expect(self.page.get_by_role("heading", name="Queue")).to_be_visible(timeout=PATIENCE)

    async def accepts_the_open_one(self) -> None:
        """The conversation on the screen. Another customer's offer comes first, and is declined."""
        accept = self.page.get_by_role("button", name="Accept", exact=True).and_(
            self.page.locator(":not([role=alertdialog] *)")
        )
        decline = self.page.get_by_role("alertdialog").get_by_role("button", name="Decline")
        for _ in range(OFFERS_MAX):
            await expect(accept.or_(decline).first).to_be_visible(timeout=PATIENCE)
            if await accept.is_visible():
                break
            await decline.click()
            await expect(decline).to_be_hidden(timeout=PATIENCE)
        await accept.click(timeout=PATIENCE)

    async def says(self, text: str) -> None:
        """To the customer."""
        await self.box.fill(text)
        await self.box.press("Enter")

    @property
    def box(self) -> Locator:
        """Where one answers."""
        return self.page.get_by_role("textbox", name=re.compile("^Reply to"))

    @property
    def thread(self) -> Locator:
        """The messages."""
        return self.page.get_by_role("log")

    def sees(self, text: str) -> Locator:
        """A text in the thread."""
        return self.thread.get_by_text(text)

    async def notes(self, text: str) -> None:
        """For colleagues alone."""
        await self.page.get_by_role("group", name="Write as").get_by_role("button", name="Note").click()
        note = self.page.get_by_role("textbox", name="Private note")
        await note.fill(text)
        await note.press("Enter")
        await self.page.get_by_role("group", name="Write as").get_by_role("button", name="Reply").click()
