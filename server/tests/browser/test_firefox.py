"""The main job in Firefox, where a frame of another site is given no storage, no locks and no channels."""

import sys
from pathlib import Path

import pytest

from tests.browser.agents import joins, queue_of, says
from tests.browser.conftest import SCREENSHOTS, is_required
from tests.browser.firefox import ENTER, Firefox, Refused, find_firefox, open_firefox
from tests.browser.shop import Shop
from tests.proof import callers
from tests.proof.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

BUTTON = "document.querySelector('chorus-chat').shadowRoot.querySelector('button')"
LOCK = "navigator.locks.request('test', () => 'given').catch((error) => error.name)"
TRY = "(() => {{ try {{ {0}; return 'given' }} catch (error) {{ return error.name }} }})()"


async def sees(firefox: Firefox, text: str) -> None:
    """Wait until it is in the frame, which a page change makes anew."""

    async def is_there() -> bool:
        try:
            return text in str(await firefox.evaluate("document.body.innerText", await firefox.frame()))
        except Refused:  # the frame was just going
            return False

    await until(is_there, f"{text!r} is shown")


async def writes(firefox: Firefox, text: str) -> None:
    """Into the composer."""
    frame = await firefox.frame()
    await firefox.evaluate("document.querySelector('textarea').focus()", frame)
    await firefox.type(text, frame)


async def test_the_main_job_in_firefox_with_the_storage_of_other_sites_blocked(
    stack: Stack, shop: Shop, tmp_path: Path
) -> None:
    path = find_firefox()
    if path is None and is_required() and sys.platform == "linux":
        pytest.fail("The browser tests need Firefox: `make firefox` installs it or says what to do.")
    if path is None:
        pytest.skip("Firefox is not installed; `make test` installs it on Linux alone")
    async with open_firefox(path, tmp_path) as firefox, callers.http_to(stack) as http:
        await firefox.goto(shop.home)
        await until(lambda: firefox.evaluate("!!window.Chorus"), "the loader is there")
        await firefox.evaluate(f"{BUTTON}.click()")
        await sees(firefox, "Hello!")
        frame = await firefox.frame()
        assert await firefox.evaluate(LOCK, frame) == "SecurityError"
        assert await firefox.evaluate(TRY.format("localStorage.length"), frame) == "SecurityError"

        await writes(firefox, f"How much does delivery cost?{ENTER}")
        await sees(firefox, "From “")
        ada = await callers.log_in(http, *stack.log_ins["ada"])
        others = await queue_of(stack)
        await writes(firefox, f"Can I talk to a human, please?{ENTER}")
        id_ = await joins(stack, others)
        await ada.post(f"/v1/conversations/{id_}/accept")
        await sees(firefox, "You're chatting with Ada Moreau")
        await says(ada, "Good morning.", id_)
        await sees(firefox, "Good morning.")
        await writes(firefox, f"Good morning to you.{ENTER}Half a sen")
        await firefox.shoot(SCREENSHOTS / "firefox-talking.png")

        await firefox.goto(f"{shop.home}?next")
        await sees(firefox, "Good morning to you.")
        kept = "document.querySelector('textarea').value === 'Half a sen'"
        frame = await firefox.frame()
        await until(lambda: firefox.evaluate(kept, frame), "the draft is there")
        await firefox.shoot(SCREENSHOTS / "firefox-next-page.png")
        said = [one["content"] for one in (await ada.state(id_))["messages"] if one["role"] == "customer"]
        assert said == ["How much does delivery cost?", "Can I talk to a human, please?", "Good morning to you."]
        await ada.post(f"/v1/conversations/{id_}/close")
