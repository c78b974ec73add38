"""Sending: once, again when the server was away, and never when it will not be taken."""

import asyncio
from datetime import timedelta

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.acknowledge import acknowledge
from chorus.chat.messages.append import MessageWriter
from chorus.core.actor import Actor
from chorus.core.ids import TenantId
from chorus.notifications.find_unread import MAIL_ANSWER, find_unread
from chorus.notifications.jobs import TASKS, find_unread_everywhere, retry_mails_everywhere
from chorus.notifications.retry_mails import retry_mails
from tests.notifications.mail_app import MailApp, age, answers, rows_of


async def test_a_job_that_runs_twice_sends_once(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(mail_app.database, acme, timedelta(seconds=61))
    await find_unread(mail_app.database, acme, online=())
    sql = "SELECT args FROM procrastinate_jobs WHERE task_name = $1 AND args ->> 'tenant_id' = $2"
    args = (await mail_app.database.unscoped(sql, MAIL_ANSWER, str(acme)))[0][0]

    await asyncio.gather(*(TASKS[MAIL_ANSWER](mail_app, **args) for _ in range(4)))

    assert len(mail_app.server.messages) == 1


async def test_an_address_that_the_server_refuses_is_not_tried_again(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    mail_app.server.refusals["bao@home.example"] = "550 no such user"
    await answers(writer, ada, promised, "answer")
    await age(mail_app.database, acme, timedelta(seconds=61))
    await find_unread_everywhere(mail_app)

    assert await mail_app.run_jobs(acme) == ["done"]
    assert await rows_of(mail_app.database, acme) == [("failed", "mail.refused")]
    await age(mail_app.database, acme, timedelta(minutes=20))
    assert await retry_mails(mail_app.database, acme) == 0


async def test_a_server_that_is_away_for_hours_breaks_no_promise(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    mail_app.server.refusals["bao@home.example"] = "451 later"
    await answers(writer, ada, promised, "answer")
    await age(mail_app.database, acme, timedelta(seconds=61))
    await find_unread_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == ["away"]
    await retry_mails_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == []

    await age(mail_app.database, acme, timedelta(hours=3))
    await retry_mails_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == ["away"]
    mail_app.server.refusals.clear()
    await retry_mails_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == ["done"]
    assert await rows_of(mail_app.database, acme) == [("sent", None)]
    assert len(mail_app.server.messages) == 1


async def test_after_a_week_it_is_given_up(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(mail_app.database, acme, timedelta(seconds=61))
    await find_unread(mail_app.database, acme, online=())
    await age(mail_app.database, acme, timedelta(days=8))

    assert await retry_mails(mail_app.database, acme) == 0
    assert await rows_of(mail_app.database, acme) == [("failed", "mail.too_late")]
    assert await mail_app.run_jobs(acme) == ["done"]
    assert mail_app.server.messages == []


async def test_what_was_read_is_not_mailed(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, bao: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(mail_app.database, acme, timedelta(seconds=61))
    await find_unread(mail_app.database, acme, online=())
    async with mail_app.database.transaction(acme) as tx:
        await acknowledge(tx, bao, promised.id, read=10_000)

    assert await mail_app.run_jobs(acme) == ["done"]

    assert mail_app.server.messages == []
    assert await rows_of(mail_app.database, acme) == [("needless", None)]
    assert await find_unread(mail_app.database, acme, online=()) == 0


async def test_a_blocked_customer_or_one_without_an_address_gets_nothing(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, bao: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(mail_app.database, acme, timedelta(seconds=61))
    await find_unread(mail_app.database, acme, online=())
    async with mail_app.database.transaction(acme) as tx:
        await tx.execute("UPDATE customers SET blocked_at = now() WHERE id = $1", bao.id)

    assert await mail_app.run_jobs(acme) == ["done"]
    assert await rows_of(mail_app.database, acme) == [("needless", None)]
    assert mail_app.server.messages == []
