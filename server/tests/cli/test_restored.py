"""A restore as people live through it: open sockets, a data directory that was copied back, and the command."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chorus.chat.messages.new_message import NewMessage
from chorus.cli import restored
from chorus.cli.main import app
from chorus.core.errors import UnavailableError
from chorus.core.ids import ConversationId, MessageId, new_id
from chorus.processes.gateway import gateway_in
from chorus.processes.services import Services, build_services
from chorus.processes.settings import Settings
from chorus.stores import embedded
from load.stack.credentials import Pair, create_conversations
from tests.gateway.fakes import Client
from tests.proof.stack import ports, settings
from tests.stores.restores import BINARIES, Site

PATIENCE = 30.0
has_tools = pytest.mark.skipif(not (BINARIES / "pg_dump").exists(), reason="this PostgreSQL comes without pg_dump")


@pytest.fixture
async def site(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    """A PostgreSQL of the test's own."""
    site = Site(tmp_path / "data", request.param)
    await site.start()
    yield site
    await site.stop()


def settings_of(site: Site, valkey: embedded.Valkey, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """As the processes would have them."""
    environment = settings(site.directory, site.postgres, valkey)
    ports(environment)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings.load(secrets_dir=Path(environment["CHORUS_SECRETS_DIR"]))


async def say(services: Services, pair: Pair, times: int) -> None:
    """Bao says so many things."""
    bao = pair.customer.actor
    for number in range(times):
        message_id = MessageId(new_id())
        conversation_id = ConversationId(pair.customer.conversation_id)
        await services.writer.append(
            NewMessage(bao.tenant_id, conversation_id, message_id, "customer", bao.id, "Bao", f"{number}")
        )


async def open_socket(services: Services, port: int, pair: Pair, **auth: Any) -> Client:
    """Bao's socket."""
    credential = pair.customer.credential(services.settings.gateway_public_url)
    return await Client.open(
        port, credential.token, conversation_id=credential.conversation_id, nonce=credential.nonce, **auth
    )


@has_tools
@pytest.mark.slow
@pytest.mark.parametrize("site", ["dump over the old tables", "volume"], indirect=True)
async def test_sockets_that_stay_open_through_a_restore_are_told_to_fetch_afresh(
    site: Site, valkey: embedded.Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = settings_of(site, valkey, monkeypatch)
    (pair,) = await create_conversations(used, 1)
    async with build_services(used) as services, gateway_in(services) as gateway:
        await say(services, pair, 5)
        await site.backup()
        await again(services, pair)
        await say(services, pair, 9)
        open_one = await open_socket(services, gateway.port, pair)
        welcome = await open_one.until("welcome", PATIENCE)

        await site.restore()

        assert await open_one.close_code(PATIENCE) == 1012
        await again(services, pair)
        await say(services, pair, 20)  # far beyond the position that the client has
        back = await open_socket(services, gateway.port, pair, position=welcome["position"], epoch=welcome["epoch"])
        resync = await back.until("resync", PATIENCE)
        assert (resync["reason"], resync["epoch"] != welcome["epoch"]) == ("epoch", True)
        # What comes now follows on the state fetched afresh.
        fresh = await back.until("welcome", PATIENCE)
        await say(services, pair, 1)
        assert (await back.until("message.sent", PATIENCE))["position"] == fresh["position"] + 1
        await Client.close_all()


async def again(services: Services, pair: Pair) -> None:
    """Wait until the services have PostgreSQL back."""
    for _ in range(600):
        try:
            await say(services, pair, 1)
        except UnavailableError:
            await asyncio.sleep(0.05)
        else:
            return
    raise AssertionError("PostgreSQL did not come back.")


@pytest.mark.slow
@pytest.mark.parametrize("site", ["volume"], indirect=True)
async def test_a_data_directory_that_was_copied_back_whole_gets_a_new_epoch(
    site: Site, valkey: embedded.Valkey, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    used = settings_of(site, valkey, monkeypatch)
    await restored.settle_files(used)
    first = epoch_of(await restored.restore_check(used, new_epoch=False))
    await site.stop()
    await site.start()
    await restored.settle_files(used)
    assert epoch_of(await restored.restore_check(used, new_epoch=False)) == first

    await site.stop()
    shutil.copytree(site.directory / "postgres", tmp_path / "copy", symlinks=True)
    shutil.rmtree(site.directory / "postgres")
    os.rename(tmp_path / "copy", site.directory / "postgres")
    (site.directory / "postgres").chmod(0o700)
    await site.start()
    for _ in range(2):
        await restored.settle_files(used)
    second = await restored.restore_check(used, new_epoch=False)

    assert epoch_of(second) != first
    assert "the files were copied" in second


def epoch_of(shown: str) -> str:
    """The epoch that the command shows."""
    found = re.search(r"^\s*epoch +(\w+)$", shown, re.MULTILINE)
    assert found is not None, shown
    return found[1]


@pytest.mark.usefixtures("installed")
def test_the_command_begins_an_epoch_when_told_to_and_else_leaves_it() -> None:
    runner = CliRunner()

    before = runner.invoke(app, ["restore-check"])
    changed = runner.invoke(app, ["restore-check", "--new-epoch"])
    after = runner.invoke(app, ["restore-check"])

    assert (before.exit_code, changed.exit_code, after.exit_code) == (0, 0, 0), changed.output
    assert "Nothing to do." in before.output
    assert f"previously {epoch_of(before.output)}" in changed.output
    assert epoch_of(after.output) == epoch_of(changed.output) != epoch_of(before.output)
