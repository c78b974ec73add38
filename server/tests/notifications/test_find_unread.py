"""A promised answer reaches a customer who has gone: once, and only when it is needed."""

import asyncio
from datetime import timedelta

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.core.actor import Actor
from chorus.core.ids import MessageId, TenantId, new_id
from chorus.notifications.find_unread import find_unread
from chorus.notifications.jobs import PERIODIC, TASKS, find_unread_everywhere
from chorus.presence.read import Online
from tests import people
from tests.notifications.mail_app import MailApp, age, answers, rows_of


async def test_an_unread_answer_is_mailed_after_a_minute(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "Your order is on its way.\nIt arrives tomorrow.", "Anything else?")
    await find_unread_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == []

    await age(mail_app.database, acme, timedelta(seconds=61))
    await find_unread_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == ["done"]

    (message,) = mail_app.server.messages
    assert mail_app.server.recipients == ["bao@home.example"]
    assert str(message["Subject"]) == "Acme has answered your message"
    assert str(message["From"]) == "Acme <support@acme.example>"
    assert str(message["References"]) == f"<{promised.id}@chat.example>"
    assert message.get_content().replace("\r\n", "\n") == (
        "Hello Bao,\n\n"
        "you contacted Acme and left this e-mail address. Here is our answer:\n\n"
        "Ada:\n> Your order is on its way.\n> It arrives tomorrow.\n\n"
        "Ada:\n> Anything else?\n\n"
        "To reply, open the chat:\nhttps://shop.example/#chorus\n\n"
        "--\nAcme\n"
        "You receive this e-mail because you asked for an answer in our chat. Replies to this e-mail are not read.\n"
    )
    assert await rows_of(mail_app.database, acme) == [("sent", None)]


async def test_no_message_is_mailed_twice(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "first")
    await age(mail_app.database, acme, timedelta(seconds=61))
    await asyncio.gather(*(find_unread(mail_app.database, acme, online=()) for _ in range(5)))
    assert await mail_app.run_jobs(acme) == ["done"]
    await find_unread_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == []

    await answers(writer, ada, promised, "second")
    await age(mail_app.database, acme, timedelta(seconds=61))
    await find_unread_everywhere(mail_app)
    await find_unread_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == ["done"]

    texts = [message.get_content() for message in mail_app.server.messages]
    assert ["> first" in text for text in texts] == [True, False]
    assert ["> second" in text for text in texts] == [False, True]


async def test_nobody_who_is_connected_gets_a_mail(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, bao: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(mail_app.database, acme, timedelta(seconds=61))
    mail_app.roster.online = Online(customers=frozenset({bao.id}))
    await find_unread_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == []

    # Redis is away: who is there is not known, and the promise holds.
    mail_app.roster.online = Online(customers=frozenset({bao.id}), is_approximate=True)
    await find_unread_everywhere(mail_app)
    assert await mail_app.run_jobs(acme) == ["done"]


async def test_only_answers_after_the_promise_are_mailed(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, bao: Actor, promised: Conversation, acme: TenantId
) -> None:
    await people.says(writer, bao, promised, "hello?")
    await say(
        writer, ada, promised.id, message_id=MessageId(new_id()), content="not for customers", message_type="note"
    )
    without = await people.customer_bao(mail_app.database, acme, "Cai")
    unpromised = await people.active_conversation(mail_app.database, without, ada)
    await answers(writer, ada, unpromised, "you asked for no mail")
    async with mail_app.database.transaction(acme) as tx:
        await tx.execute("UPDATE customers SET email = 'cai@home.example' WHERE id = $1", without.id)
    await age(mail_app.database, acme, timedelta(seconds=61))

    assert await find_unread(mail_app.database, acme, online=()) == 0


async def test_old_answers_are_not_mailed(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(mail_app.database, acme, timedelta(days=8))
    assert await find_unread(mail_app.database, acme, online=()) == 0


async def test_nothing_of_another_tenant_is_touched(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId, globex: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(mail_app.database, acme, timedelta(seconds=61))

    assert await find_unread(mail_app.database, globex, online=()) == 0
    assert await find_unread(mail_app.database, acme, online=()) == 1
    async with mail_app.database.transaction(globex) as tx:
        assert await tx.value("SELECT count(*) FROM mails") == 0
        assert await tx.value("SELECT count(*) FROM mail_messages") == 0


def test_the_timers_are_registered() -> None:
    assert PERIODIC["notifications.find_unread"] == ("* * * * * */30", find_unread_everywhere)
    assert set(TASKS) == {"notifications.mail_answer"}
