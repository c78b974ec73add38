"""A promised answer reaches a customer who has gone: by real SMTP, once, and only when it is needed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chorus.chat.assignments.accept import accept
from chorus.chat.conversations.table import Conversation
from chorus.chat.escalations.escalate import escalate
from chorus.chat.escalations.leave_contact import leave_contact
from chorus.chat.messages.acknowledge import acknowledge
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId, InboxId, MessageId, TenantId, new_id
from chorus.notifications.find_unread import MAIL_ANSWER, find_unread
from chorus.notifications.jobs import PERIODIC, TASKS, find_unread_everywhere, retry_mails_everywhere
from chorus.notifications.letter import link_back
from chorus.notifications.retry_mails import retry_mails
from chorus.presence.read import Online
from chorus.stores.database import Database
from chorus.stores.mail import Mail, MailUnavailable, SmtpMail, read_url
from chorus.wire.events.conversation import EscalationReason
from tests import people
from tests.stores.mail_server import MailServer, mail_server


class FixedRoster:
    """Who is connected, as the test says."""

    def __init__(self) -> None:
        self.online = Online()

    async def who_is_online(self, _tenant_id: UUID) -> Online:
        """As told."""
        return self.online


@dataclass
class Office:
    """What the jobs get from their worker."""

    database: Database
    mail: Mail
    roster: Any
    server: MailServer

    async def run_jobs(self, tenant_id: TenantId) -> list[str]:
        """Run the jobs of a tenant that wait, as a worker would; what became of each."""
        rows = await self.database.door(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'notifications.mail_answer' AND args ->> 'tenant_id' = $1"
            " RETURNING task_name, args",
            str(tenant_id),
        )
        outcomes = []
        for row in rows:
            try:
                await TASKS[row["task_name"]](self, **row["args"])
                outcomes.append("done")
            except MailUnavailable:
                outcomes.append("away")
        return outcomes


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """A worker with a mail server."""
    async with mail_server() as server:
        mail = SmtpMail(read_url(server.url, default_sender="a@b.example"), domain="chat.example")
        yield Office(database, mail, FixedRoster(), server)


@pytest.fixture
async def promised(database: Database, bao: Actor, ada: Actor, acme: TenantId) -> Conversation:
    """Bao asked for a human, nobody was there, he left his address; an hour later Ada accepts."""
    inbox_id = await people.inbox(database, acme, ["http://localhost:3000", "https://shop.example"])
    return await promise(database, bao, ada, inbox_id)


async def promise(
    database: Database, customer: Actor, agent: Actor, inbox_id: InboxId | None = None, language: str | None = None
) -> Conversation:
    """The same for anybody."""
    conversation = await people.conversation_with(database, customer, inbox_id)
    async with database.transaction(customer.tenant_id) as tx:
        await tx.execute("UPDATE conversations SET language = $2 WHERE id = $1", conversation.id, language)
    async with database.transaction(customer.tenant_id) as tx:
        await escalate(tx, customer, conversation.id, reason=EscalationReason.REQUESTED)
    async with database.transaction(customer.tenant_id) as tx:
        email = f"{customer.name.lower()}@home.example"
        await leave_contact(tx, customer, conversation.id, email=email, name=customer.name)
    await age(database, customer.tenant_id, timedelta(hours=1))
    async with database.transaction(customer.tenant_id) as tx:
        return await accept(tx, agent, conversation.id)


async def age(database: Database, tenant_id: TenantId, by: timedelta) -> None:
    """Everything so far was that much earlier."""
    async with database.transaction(tenant_id) as tx:
        await tx.execute("UPDATE messages SET created_at = created_at - $1::interval", by)
        await tx.execute("UPDATE escalations SET callback_promised_at = callback_promised_at - $1::interval", by)
        await tx.execute("UPDATE mails SET created_at = created_at - $1::interval", by)


async def answers(writer: MessageWriter, agent: Actor, conversation: Conversation, *contents: str) -> None:
    """The agent writes."""
    for content in contents:
        await people.says(writer, agent, conversation, content)


async def rows_of(database: Database, tenant_id: TenantId) -> list[tuple[str, str | None]]:
    """The mails of a tenant: what became of them."""
    async with database.transaction(tenant_id) as tx:
        return [(row["status"], row["failure"]) for row in await tx.records("SELECT * FROM mails ORDER BY created_at")]


async def test_an_unread_answer_is_mailed_after_a_minute(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "Your order is on its way.\nIt arrives tomorrow.", "Anything else?")
    await find_unread_everywhere(office)
    assert await office.run_jobs(acme) == []

    await age(office.database, acme, timedelta(seconds=61))
    await find_unread_everywhere(office)
    assert await office.run_jobs(acme) == ["done"]

    (message,) = office.server.messages
    assert office.server.recipients == ["bao@home.example"]
    assert str(message["Subject"]) == "Acme: an answer to your message"
    assert str(message["From"]) == "Acme <support@acme.example>"
    assert str(message["References"]) == f"<{promised.id}@chat.example>"
    assert message.get_content().replace("\r\n", "\n") == (
        "Hello Bao,\n\n"
        "you wrote to Acme and left this address. Here is our answer:\n\n"
        "Ada:\n> Your order is on its way.\n> It arrives tomorrow.\n\n"
        "Ada:\n> Anything else?\n\n"
        "To answer, open the chat again:\nhttps://shop.example/#chorus\n\n"
        "--\nAcme\n"
        "You get this mail because you asked for an answer in our chat. Answers to this mail are not read.\n"
    )
    assert await rows_of(office.database, acme) == [("sent", None)]


async def test_no_message_is_mailed_twice(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "first")
    await age(office.database, acme, timedelta(seconds=61))
    await asyncio.gather(*(find_unread(office.database, acme, online=()) for _ in range(5)))
    assert await office.run_jobs(acme) == ["done"]
    await find_unread_everywhere(office)
    assert await office.run_jobs(acme) == []

    await answers(writer, ada, promised, "second")
    await age(office.database, acme, timedelta(seconds=61))
    await find_unread_everywhere(office)
    await find_unread_everywhere(office)
    assert await office.run_jobs(acme) == ["done"]

    texts = [message.get_content() for message in office.server.messages]
    assert ["> first" in text for text in texts] == [True, False]
    assert ["> second" in text for text in texts] == [False, True]


async def test_a_job_that_runs_twice_sends_once(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(seconds=61))
    await find_unread(office.database, acme, online=())
    sql = "SELECT args FROM procrastinate_jobs WHERE task_name = $1 AND args ->> 'tenant_id' = $2"
    args = (await office.database.door(sql, MAIL_ANSWER, str(acme)))[0][0]

    await asyncio.gather(*(TASKS[MAIL_ANSWER](office, **args) for _ in range(4)))

    assert len(office.server.messages) == 1


async def test_nobody_who_is_connected_gets_a_mail(
    office: Office, writer: MessageWriter, ada: Actor, bao: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(seconds=61))
    office.roster.online = Online(customers=frozenset({bao.id}))
    await find_unread_everywhere(office)
    assert await office.run_jobs(acme) == []

    # Redis is away: who is there is not known, and the promise holds.
    office.roster.online = Online(customers=frozenset({bao.id}), is_approximate=True)
    await find_unread_everywhere(office)
    assert await office.run_jobs(acme) == ["done"]


async def test_what_was_read_is_not_mailed(
    office: Office, writer: MessageWriter, ada: Actor, bao: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(seconds=61))
    await find_unread(office.database, acme, online=())
    async with office.database.transaction(acme) as tx:
        await acknowledge(tx, bao, promised.id, read=10_000)

    assert await office.run_jobs(acme) == ["done"]

    assert office.server.messages == []
    assert await rows_of(office.database, acme) == [("needless", None)]
    assert await find_unread(office.database, acme, online=()) == 0


async def test_only_answers_after_the_promise_are_mailed(
    office: Office, writer: MessageWriter, ada: Actor, bao: Actor, promised: Conversation, acme: TenantId
) -> None:
    await people.says(writer, bao, promised, "hello?")
    await say(
        writer, ada, promised.id, message_id=MessageId(new_id()), content="not for customers", message_type="note"
    )
    without = await people.customer_bao(office.database, acme, "Cai")
    unpromised = await people.active_conversation(office.database, without, ada)
    await answers(writer, ada, unpromised, "you asked for no mail")
    async with office.database.transaction(acme) as tx:
        await tx.execute("UPDATE customers SET email = 'cai@home.example' WHERE id = $1", without.id)
    await age(office.database, acme, timedelta(seconds=61))

    assert await find_unread(office.database, acme, online=()) == 0


async def test_a_blocked_customer_or_one_without_an_address_gets_nothing(
    office: Office, writer: MessageWriter, ada: Actor, bao: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(seconds=61))
    await find_unread(office.database, acme, online=())
    async with office.database.transaction(acme) as tx:
        await tx.execute("UPDATE customers SET blocked_at = now() WHERE id = $1", bao.id)

    assert await office.run_jobs(acme) == ["done"]
    assert await rows_of(office.database, acme) == [("needless", None)]
    assert office.server.messages == []


async def test_old_answers_are_not_mailed(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(days=8))
    assert await find_unread(office.database, acme, online=()) == 0


async def test_an_address_that_the_server_refuses_is_not_tried_again(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    office.server.refusals["bao@home.example"] = "550 no such user"
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(seconds=61))
    await find_unread_everywhere(office)

    assert await office.run_jobs(acme) == ["done"]
    assert await rows_of(office.database, acme) == [("failed", "mail.refused")]
    await age(office.database, acme, timedelta(minutes=20))
    assert await retry_mails(office.database, acme) == 0


async def test_a_server_that_is_away_for_hours_breaks_no_promise(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    office.server.refusals["bao@home.example"] = "451 later"
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(seconds=61))
    await find_unread_everywhere(office)
    assert await office.run_jobs(acme) == ["away"]
    await retry_mails_everywhere(office)
    assert await office.run_jobs(acme) == []

    await age(office.database, acme, timedelta(hours=3))
    await retry_mails_everywhere(office)
    assert await office.run_jobs(acme) == ["away"]
    office.server.refusals.clear()
    await retry_mails_everywhere(office)
    assert await office.run_jobs(acme) == ["done"]
    assert await rows_of(office.database, acme) == [("sent", None)]
    assert len(office.server.messages) == 1


async def test_after_a_week_it_is_given_up(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(seconds=61))
    await find_unread(office.database, acme, online=())
    await age(office.database, acme, timedelta(days=8))

    assert await retry_mails(office.database, acme) == 0
    assert await rows_of(office.database, acme) == [("failed", "mail.too_late")]
    assert await office.run_jobs(acme) == ["done"]
    assert office.server.messages == []


async def test_the_mail_is_in_the_customers_language_and_counts_files(
    office: Office, writer: MessageWriter, ada: Actor, acme: TenantId
) -> None:
    renee = await people.customer_bao(office.database, acme, "Renée")
    async with office.database.transaction(acme) as tx:
        await tx.execute("UPDATE tenants SET name = 'Maison & Fils'")
    conversation = await promise(office.database, renee, ada, language="fr")
    file_id = await _file(office.database, conversation.id, ada)
    await say(writer, ada, conversation.id, message_id=MessageId(new_id()), content="Voilà", attachment_ids=[file_id])
    await age(office.database, acme, timedelta(seconds=61))
    async with office.database.transaction(acme) as tx:
        await tx.execute("UPDATE customers SET email = 'renee@home.example'")
    await find_unread(office.database, acme, online=())
    await office.run_jobs(acme)

    (message,) = office.server.messages
    text = message.get_content()
    assert str(message["Subject"]) == "Maison & Fils : une réponse à votre message"
    assert "Bonjour Renée," in text
    assert "> Voilà" in text
    assert "[1 fichier(s)" in text
    assert "http" not in text


async def test_nothing_in_names_or_texts_leaves_its_place(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    async with office.database.transaction(acme) as tx:
        await tx.execute("UPDATE tenants SET name = $1", "Acme\r\nBcc: all@victims.example\r\n\r\n{company}{0}")
        await tx.execute("UPDATE customers SET name = $1", "{name.__class__}\r\nX: y")
    await answers(writer, ada, promised, "{company} {0} %s\r\n.\r\nQUIT\r\n.\r\nBcc: x@y.example")
    await age(office.database, acme, timedelta(seconds=61))
    await find_unread(office.database, acme, online=())
    assert await office.run_jobs(acme) == ["done"]

    (message,) = office.server.messages
    assert office.server.recipients == ["bao@home.example"]
    assert message["Bcc"] is None
    assert "> {company} {0} %s" in message.get_content()
    assert "> QUIT" in message.get_content()


async def test_nothing_of_another_tenant_is_touched(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId, globex: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(seconds=61))

    assert await find_unread(office.database, globex, online=()) == 0
    assert await find_unread(office.database, acme, online=()) == 1
    async with office.database.transaction(globex) as tx:
        assert await tx.value("SELECT count(*) FROM mails") == 0
        assert await tx.value("SELECT count(*) FROM mail_messages") == 0


def test_the_timers_are_registered() -> None:
    assert PERIODIC["notifications.find_unread"] == ("* * * * * */30", find_unread_everywhere)
    assert set(TASKS) == {"notifications.mail_answer"}


def test_the_way_back_prefers_the_secure_site() -> None:
    assert link_back(["http://a.example", "https://b.example"]) == "https://b.example/#chorus"
    assert link_back(["http://a.example"]) == "http://a.example/#chorus"
    assert link_back([]) is None


async def _file(database: Database, conversation_id: ConversationId, actor: Actor) -> UUID:
    file_id = new_id()
    async with database.transaction(actor.tenant_id) as tx:
        await tx.execute(
            "INSERT INTO attachments (id, tenant_id, conversation_id, name, media_type, size_bytes, sha256,"
            " storage_key, uploaded_by, uploader_kind, created_at)"
            " VALUES ($1, $2, $3, 'a.png', 'image/png', 1, '', 'x', $4, 'agent', $5)",
            file_id,
            actor.tenant_id,
            conversation_id,
            actor.id,
            now(),
        )
    return file_id
