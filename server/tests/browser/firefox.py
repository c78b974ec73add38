"""Debian's Firefox over WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), which it speaks itself.

Playwright drives a Firefox of its own only, and a newer protocol than the one of the extended support release.
"""

import asyncio
import base64
import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.proof.stack import until

NAMES = ("firefox-esr", "firefox")
START_SECONDS = 60
ANSWER_SECONDS = 30
LISTENS = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
ENTER = "\ue006"
# Nothing that asks the network for itself, and what Firefox calls "all cross-site cookies" blocked: a frame of another
# site has no storage then (the default gives it one for each site around it).
PREFERENCES = {
    "network.cookie.cookieBehavior": 1,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


def find_firefox() -> str | None:
    """Where the browser of this machine is; None on macOS too, where it is not on the PATH."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Refused(Exception):
    """The browser answered a command with an error, or a script threw."""


@dataclass
class Firefox:
    """A session with one tab. Scripts run in it or in a frame of it, and answer with plain values."""

    socket: ClientConnection
    tab: str = ""
    _count: int = 0
    _waiting: dict[int, asyncio.Future[Any]] = field(default_factory=dict)

    async def read(self) -> None:
        """Give each answer to whoever asked."""
        async for text in self.socket:
            answer = json.loads(text)
            if waiting := self._waiting.pop(answer.get("id") or 0, None):
                if answer["type"] == "success":
                    waiting.set_result(answer["result"])
                else:
                    waiting.set_exception(Refused(f"{answer['error']}: {answer['message']}"))

    async def ask(self, method: str, **params: Any) -> Any:
        """One command; raises `Refused`."""
        self._count += 1
        waiting = self._waiting[self._count] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps({"id": self._count, "method": method, "params": params}))
        async with asyncio.timeout(ANSWER_SECONDS):
            return await waiting

    async def goto(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        await self.ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    async def frame(self) -> str:
        """The widget's frame, once it is there."""

        async def found() -> str:
            tree = await self.ask("browsingContext.getTree", root=self.tab)
            children = tree["contexts"][0]["children"]
            return next((child["context"] for child in children if "/widget/app.html" in child["url"]), "")

        return await until(found, "the widget has a frame")

    async def evaluate(self, script: str, context: str = "") -> Any:
        """What an expression gives, promises awaited; objects as JSON. Raises `Refused` for what is thrown."""
        wrapped = f"(async () => JSON.stringify((await ({script})) ?? null))()"
        told = await self.ask(
            "script.evaluate",
            expression=wrapped,
            target={"context": context or self.tab},
            awaitPromise=True,
            userActivation=True,
        )
        if told["type"] == "exception":
            raise Refused(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    async def type(self, text: str, context: str) -> None:
        """Keys pressed one after the other, at whatever has the focus there."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        await self.ask(
            "input.performActions", context=context, actions=[{"type": "key", "id": "keys", "actions": keys}]
        )

    async def shoot(self, path: Path) -> None:
        """Keep what is seen now."""
        path.parent.mkdir(exist_ok=True)
        told = await self.ask("browsingContext.captureScreenshot", context=self.tab)
        path.write_bytes(base64.b64decode(told["data"]))


@asynccontextmanager
async def open_firefox(path: str, profile: Path) -> AsyncIterator[Firefox]:
    """A browser with a profile of its own, which ends with the block."""
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
    (profile / "user.js").write_text("".join(lines))
    process = await asyncio.create_subprocess_exec(
        path,
        "--headless",
        "--no-remote",
        "--remote-debugging-port=0",
        f"--profile={profile}",
        env={"HOME": str(profile), "PATH": "/usr/bin:/bin", "MOZ_HEADLESS_WIDTH": "1280", "MOZ_HEADLESS_HEIGHT": "900"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(START_SECONDS):
            while not (found := LISTENS.search(line := await process.stderr.readline())):
                assert line, "Firefox ended before it listened"
        async with connect(f"{found[1].decode()}/session", max_size=None) as socket, asyncio.TaskGroup() as tasks:
            firefox = Firefox(socket)
            reading = tasks.create_task(firefox.read())
            drained = tasks.create_task(_drain(process.stderr))
            await firefox.ask("session.new", capabilities={})
            firefox.tab = (await firefox.ask("browsingContext.getTree"))["contexts"][0]["context"]
            yield firefox
            reading.cancel()
            drained.cancel()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _drain(stream: asyncio.StreamReader) -> None:
    # A browser whose pipe is full stops.
    while await stream.readline():
        pass
