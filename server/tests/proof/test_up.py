"""`chorus up`, the first command of the README: from an empty directory to a conversation, and a clean end."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from chorus.cli.demo.people import USERS
from chorus.cli.demo.seed import DEMO_INBOX
from chorus.stores import embedded
from tests.proof import callers, stack
from tests.proof.stack import CHORUS, until

ADA = next(user for user in USERS if user.name.startswith("Ada"))
END_SECONDS = 30


def environment(directory: Path) -> dict[str, str]:
    """Ports that are free, and no other setting."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CHORUS_")}
    stack.ports(inherited)
    return inherited | {"CHORUS_DATA_DIR": str(directory)}


@asynccontextmanager
async def up(directory: Path, settings: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command, until it says that it is ready."""
    log = directory / "up.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(CHORUS, "up", env=settings, stdout=out, stderr=out)

    async def is_ready() -> bool:
        assert process.returncode is None, log.read_text()
        return "Chorus is ready" in log.read_text()

    try:
        await until(is_ready, "it is ready", seconds=stack.START_SECONDS)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.slow
async def test_one_command_runs_everything_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    settings = environment(tmp_path)
    async with up(tmp_path, settings) as process:
        async with httpx2.AsyncClient(base_url=settings["CHORUS_PUBLIC_URL"], timeout=30) as http:
            assert (await http.get("/ready")).json()["status"] == "ready"
            assert (await http.get("/console/")).status_code == 200
            ada = await callers.log_in(http, ADA.email, ADA.password)
            bao = await callers.arrive(http, str(DEMO_INBOX), "Bao")
            listening = await callers.connected(ada)
            await listening.send("subscribe", conversationId=bao.conversation_id)
            await listening.expect("subscribed")
            talking = await callers.connected(bao, bao.conversation_id)

            message_id = await talking.say("Is anybody there?")

            await listening.wait(lambda frame: frame.get("message", {}).get("id") == message_id, "Bao's message")
            await talking.close()
            await listening.close()
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), END_SECONDS) == 0
    assert not embedded.postgres_socket(tmp_path).is_there
    assert not embedded.valkey_socket(tmp_path).is_there


@pytest.mark.slow
async def test_what_was_said_is_there_after_a_crash(tmp_path: Path) -> None:
    settings = environment(tmp_path)
    async with (
        up(tmp_path, settings) as process,
        httpx2.AsyncClient(base_url=settings["CHORUS_PUBLIC_URL"], timeout=30) as http,
    ):
        bao = await callers.arrive(http, str(DEMO_INBOX), "Bao")
        talking = await callers.connected(bao, bao.conversation_id)
        await talking.say("Remember this.")
        process.kill()
        await process.wait()
        await talking.close()

    async with (
        up(tmp_path, settings) as process,
        httpx2.AsyncClient(base_url=settings["CHORUS_PUBLIC_URL"], timeout=30) as http,
    ):
        ada = await callers.log_in(http, ADA.email, ADA.password)
        messages = (await ada.state(bao.conversation_id))["messages"]
        assert "Remember this." in [message["content"] for message in messages]
