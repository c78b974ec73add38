"""The mail that brings an answer: plain text, with the way back. Pure."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from chorus.core.ids import ConversationId
from chorus.language.phrases.mails import Phrases, phrases_of
from chorus.notifications.queries import Answer, Recipient
from chorus.stores.mail import Letter

TEXT_MAX = 20_000
OPEN = "#chorus"


def letter_of(
    mail_id: UUID, conversation_id: ConversationId, email: str, recipient: Recipient, answers: Sequence[Answer]
) -> Letter:
    """Build the mail.

    Its Message-ID is derived from its id, so a repeated mail is recognised; the conversation is the thread.
    """
    words = phrases_of(recipient.language)
    return Letter(
        id=str(mail_id),
        to=email,
        subject=words.subject.format(company=recipient.company),
        text=_text(words, recipient, answers),
        from_name=recipient.company,
        thread=str(conversation_id),
    )


def _text(words: Phrases, recipient: Recipient, answers: Sequence[Answer]) -> str:
    name = recipient.name.strip()
    link = link_back(recipient.origins)
    blocks = [
        words.greeting.format(name=name) if name else words.greeting_without_name,
        words.introduction.format(company=recipient.company),
        *(_answer(words, answer) for answer in answers),
        *([f"{words.back}\n{link}"] if link else []),
        f"--\n{recipient.company}\n{words.closing}",
    ]
    return "\n\n".join(blocks) + "\n"


def _answer(words: Phrases, answer: Answer) -> str:
    lines = [f"{answer.author_name}:"] if answer.author_name else []
    content = answer.content.strip()[:TEXT_MAX]
    lines += [f"> {line}" for line in content.splitlines()]
    if answer.files:
        lines.append(f"> {words.files.format(count=answer.files)}")
    return "\n".join(lines)


def link_back(origins: Sequence[str]) -> str | None:
    """Return the site of the chat, where the customer's browser is recognised.

    No token in the link: a mail is forwarded, and who has the link would have the conversation.
    """
    secure = [origin for origin in origins if urlsplit(origin).scheme == "https"]
    found = [*secure, *origins]
    return f"{found[0]}/{OPEN}" if found else None
