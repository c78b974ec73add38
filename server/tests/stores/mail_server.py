"""A real SMTP server for the tests, which remembers what it got and refuses what it is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class MailServer:
    """Answers to addresses by `refusals` (address → SMTP answer); everything else is taken."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    log_ins: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The setting that points here."""
        return f"smtp://127.0.0.1:{self.port}/?from=support@acme.example"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the address, or not."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep the message."""
        content = cast("bytes", envelope.original_content)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 OK"

    def log_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        """Anybody may."""
        self.log_ins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)


@asynccontextmanager
async def mail_server(*, tls: ssl.SSLContext | None = None, with_log_in: bool = False) -> AsyncIterator[MailServer]:
    """Running, on a port of its own."""
    server = MailServer()

    def connection() -> SMTP:
        return SMTP(
            server,
            hostname="127.0.0.1",
            tls_context=tls,
            authenticator=server.log_in if with_log_in else None,
            auth_require_tls=False,
            timeout=5,
        )

    listener = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await listener.wait_closed()
