"""A worker with a mail server, and a promise."""

from collections.abc import AsyncIterator

import pytest

from chorus.chat.conversations.table import Conversation
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.stores.mail import SmtpMail, read_url
from chorus.stores.postgres.database import Database
from tests import people
from tests.notifications.mail_app import FixedRoster, MailApp, promise
from tests.stores.mail_server import mail_server


@pytest.fixture
async def mail_app(database: Database) -> AsyncIterator[MailApp]:
    """A worker with a mail server."""
    async with mail_server() as server:
        mail = SmtpMail(read_url(server.url, default_sender="a@b.example"), domain="chat.example")
        yield MailApp(database, mail, FixedRoster(), server)


@pytest.fixture
async def promised(database: Database, bao: Actor, ada: Actor, acme: TenantId) -> Conversation:
    """Bao asked for a human, nobody was there, he left his address; an hour later Ada accepts."""
    inbox_id = await people.inbox(database, acme, ["http://localhost:3000", "https://shop.example"])
    return await promise(database, bao, ada, inbox_id)
