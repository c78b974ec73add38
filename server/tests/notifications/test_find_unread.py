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
from tests.notifications.office import Office, age, answers, rows_of


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


async def test_old_answers_are_not_mailed(
    office: Office, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    await answers(writer, ada, promised, "answer")
    await age(office.database, acme, timedelta(days=8))
    assert await find_unread(office.database, acme, online=()) == 0


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
