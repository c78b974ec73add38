"""The mail that brings an answer."""

from dataclasses import astuple
from datetime import timedelta
from uuid import UUID

import pytest

from chorus.chat.conversations.table import Conversation
from chorus.chat.messages.append import MessageWriter
from chorus.chat.messages.say import say
from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import ConversationId, MessageId, TenantId, new_id
from chorus.language.detect import LANGUAGES
from chorus.language.phrases.mails import PHRASES, phrases_of
from chorus.language.phrases.routing import NOBODY_ON_DUTY, PROMISE, phrase
from chorus.notifications.find_unread import find_unread
from chorus.notifications.letter import link_back
from chorus.stores.postgres.database import Database
from tests import people
from tests.notifications.mail_app import MailApp, age, answers, promise


async def test_the_mail_is_in_the_customers_language_and_counts_files(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, acme: TenantId
) -> None:
    renee = await people.customer_bao(mail_app.database, acme, "Renée")
    async with mail_app.database.transaction(acme) as tx:
        await tx.execute("UPDATE tenants SET name = 'Maison & Fils'")
    conversation = await promise(mail_app.database, renee, ada, language="fr")
    file_id = await _file(mail_app.database, conversation.id, ada)
    await say(writer, ada, conversation.id, message_id=MessageId(new_id()), content="Voilà", attachment_ids=[file_id])
    await age(mail_app.database, acme, timedelta(seconds=61))
    async with mail_app.database.transaction(acme) as tx:
        await tx.execute("UPDATE customers SET email = 'renee@home.example'")
    await find_unread(mail_app.database, acme, online=())
    await mail_app.run_jobs(acme)

    (message,) = mail_app.server.messages
    text = message.get_content()
    assert str(message["Subject"]) == "Maison & Fils a répondu à votre message"
    assert "Bonjour Renée," in text
    assert "> Voilà" in text
    assert "[1 fichier(s)" in text
    assert "http" not in text


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("de-AT", "Acme hat auf Ihre Nachricht geantwortet"),
        ("es", "Acme ha respondido a tu mensaje"),
        ("pt", "Acme respondeu à sua mensagem"),
        ("it", "Acme has answered your message"),
        (None, "Acme has answered your message"),
    ],
)
def test_the_subject_is_in_the_language_or_in_english(language: str | None, subject: str) -> None:
    assert phrases_of(language).subject.format(company="Acme") == subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_bot_has_its_notices_and_mails(language: str) -> None:
    assert phrases_of(language) is PHRASES[language]
    assert phrase(NOBODY_ON_DUTY, language) is NOBODY_ON_DUTY[language]
    assert phrase(PROMISE, language) is PROMISE[language]
    texts = [NOBODY_ON_DUTY[language], PROMISE[language], *astuple(PHRASES[language])]
    english = [NOBODY_ON_DUTY["en"], PROMISE["en"], *astuple(PHRASES["en"])]
    assert language == "en" or not set(texts) & set(english)


async def test_nothing_in_names_or_texts_leaves_its_place(
    mail_app: MailApp, writer: MessageWriter, ada: Actor, promised: Conversation, acme: TenantId
) -> None:
    async with mail_app.database.transaction(acme) as tx:
        await tx.execute("UPDATE tenants SET name = $1", "Acme\r\nBcc: all@victims.example\r\n\r\n{company}{0}")
        await tx.execute("UPDATE customers SET name = $1", "{name.__class__}\r\nX: y")
    await answers(writer, ada, promised, "{company} {0} %s\r\n.\r\nQUIT\r\n.\r\nBcc: x@y.example")
    await age(mail_app.database, acme, timedelta(seconds=61))
    await find_unread(mail_app.database, acme, online=())
    assert await mail_app.run_jobs(acme) == ["done"]

    (message,) = mail_app.server.messages
    assert mail_app.server.recipients == ["bao@home.example"]
    assert message["Bcc"] is None
    assert "> {company} {0} %s" in message.get_content()
    assert "> QUIT" in message.get_content()


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
