"""Mail to people: by SMTP, or, where no server is set, as files that can be looked at."""

import asyncio
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import structlog
from email_validator import validate_email

from chorus.core.clock import now
from chorus.core.errors import ChorusError, InvalidError, UnavailableError

log = structlog.get_logger(__name__)
TIMEOUT = 20.0
FILES_MAX = 1_000
PORTS = {"smtp": 25, "smtps": 465}
LOCAL = ("localhost", "127.0.0.1", "::1")


class MailRefused(InvalidError):
    """The server will never take this mail: the address does not exist, or cannot be written."""

    code = "mail.refused"
    message = "The mail server rejected this mail."


class MailUnavailable(UnavailableError):
    """The server cannot be reached, or says to come back later."""

    code = "mail.server_away"
    message = "Mail cannot be sent at the moment."


class BadMailUrl(ChorusError):
    """The setting cannot be used; found at start."""

    code, status = "mail.bad_url", 500
    message = "The SMTP URL is not valid. Example: smtp://user:password@host:587/?from=support@example.com"


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text to one address. `id` makes the Message-ID, so a second sending is known as the same mail."""

    id: str
    to: str
    subject: str
    text: str
    from_name: str = ""
    thread: str = ""


class Mail(Protocol):
    """A port; `SmtpMail` and `FileMail`."""

    async def send(self, letter: Letter) -> None:
        """Send a mail; raises `MailRefused` (permanent) or `MailUnavailable` (retry later)."""
        ...

    def describe(self) -> str:
        """Describe where mails go, for the log and `chorus doctor`, without the password."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A parsed SMTP URL."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    is_tls: bool
    sender: str


def read_url(url: str, *, default_sender: str) -> SmtpServer:
    """Parse smtp://user:password@host:587/?from=a@b.example, or smtps:// for TLS from the first byte.

    Raises:
        BadMailUrl: If the URL is not valid.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadMailUrl from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadMailUrl
    sender = parse_qs(parts.query).get("from", [default_sender])[0]
    if sender.count("@") != 1 or not sender.isprintable():
        raise BadMailUrl
    return SmtpServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        is_tls=parts.scheme == "smtps",
        sender=sender,
    )


def open_mail(smtp_url: str | None, data_dir: Path, *, public_url: str) -> Mail:
    """Open SMTP if a server is set, else write to `data_dir/outbox`; the choice is logged."""
    host = urlsplit(public_url).hostname or "localhost"
    default_sender = f"no-reply@{host}"
    if smtp_url is not None:
        return SmtpMail(read_url(smtp_url, default_sender=default_sender), domain=host)
    mail = FileMail(data_dir / "outbox", sender=default_sender, domain=host)
    log.warning("mail.written_to_files", directory=str(data_dir / "outbox"))
    return mail


class SmtpMail:
    """One connection a mail. TLS wherever the server offers it, with its certificate checked."""

    def __init__(self, server: SmtpServer, *, domain: str) -> None:
        self._server = server
        self._domain = domain

    async def send(self, letter: Letter) -> None:
        """Send a mail. A permanent response (5xx) is a refusal; other failures are transient.

        Raises:
            MailUnavailable: If the mail server is unavailable; retry later.
        """  # noqa: DOC501 - a function builds the error
        message = as_message(letter, sender=self._server.sender, domain=self._domain)
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.is_tls,
            start_tls=None if not server.is_tls else False,
            tls_context=ssl.create_default_context(),
            timeout=TIMEOUT,
        )
        try:
            async with client:
                if server.user is not None:
                    self._require_tls(client)
                    await client.login(server.user, server.password or "")
                await client.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _verdict(error.recipients[0].code) from error
        except aiosmtplib.SMTPAuthenticationError as error:
            raise MailUnavailable(reason="log-in refused") from error
        except aiosmtplib.SMTPResponseException as error:
            raise _verdict(error.code) from error
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
            raise MailUnavailable(reason=type(error).__name__) from error

    def _require_tls(self, client: aiosmtplib.SMTP) -> None:
        # A password never crosses a network in the clear, even where a server would take it.
        if client.get_transport_info("ssl_object") is None and self._server.host not in LOCAL:
            raise MailUnavailable(reason="the server offers no TLS")

    def describe(self) -> str:
        """Return the server's address."""
        return f"SMTP at {self._server.host}:{self._server.port} as {self._server.sender}"


class FileMail:
    """Each mail is an `.eml` file, the newest thousand of them. For machines without a mail server, and for tests."""

    def __init__(self, directory: Path, *, sender: str, domain: str) -> None:
        self._directory = directory
        self._sender = sender
        self._domain = domain

    async def send(self, letter: Letter) -> None:
        """Write it; the same mail again is the same file.

        Raises:
            MailUnavailable: If the mail server is unavailable; retry later.
        """
        message = as_message(letter, sender=self._sender, domain=self._domain)
        try:
            await asyncio.to_thread(self._write, letter.id, bytes(message))
        except OSError as error:
            raise MailUnavailable(reason=error.strerror) from error

    def _write(self, name: str, content: bytes) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._directory / f".{name}"
        unfinished.write_bytes(content)
        unfinished.rename(self._directory / f"{name}.eml")
        written = sorted(self._directory.glob("*.eml"), key=lambda path: path.stat().st_mtime)
        for path in written[:-FILES_MAX]:
            path.unlink(missing_ok=True)

    def describe(self) -> str:
        """Return the directory."""
        return f"files in {self._directory}: no CHORUS_SMTP_URL is set, so they are not sent"


def as_message(letter: Letter, *, sender: str, domain: str) -> EmailMessage:
    """Build the mail (RFC 5322). Characters that could start another header are removed from names and subjects.

    Raises:
        MailRefused: If the mail server rejects this mail permanently.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(display_name=_one_line(letter.from_name), addr_spec=sender)
        to = validate_email(letter.to, check_deliverability=False, globally_deliverable=False)
        message["To"] = Address(username=to.local_part, domain=to.ascii_domain or to.domain)
        message["Subject"] = _one_line(letter.subject)
        message["Date"] = format_datetime(now())
        message["Message-ID"] = f"<{letter.id}@{domain}>"
        if letter.thread:
            message["References"] = f"<{letter.thread}@{domain}>"
        # So that no out-of-office reply answers a machine (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, cte="quoted-printable")
    except (ValueError, IndexError, UnicodeError) as error:
        raise MailRefused from error
    return message


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]


def _verdict(code: int) -> ChorusError:
    return MailRefused(smtp=code) if code >= 500 else MailUnavailable(smtp=code)
