"""Checks of what keeps mails, files and the search index."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from urllib.parse import urlsplit

import httpx2

from chorus.cli.doctor.finding import Finding, fail, ok, warn
from chorus.core.errors import ChorusError
from chorus.core.exit_codes import ExitCode
from chorus.knowledge.index import open_knowledge
from chorus.processes.settings import Settings
from chorus.stores.blobs.open import open_blobs
from chorus.stores.blobs.port import BadStorage
from chorus.stores.mail import BadMailUrl, SmtpServer, read_url

TIMEOUT_SECONDS = 3.0


async def check_mail(settings: Settings) -> AsyncIterator[Finding]:
    """Check that the mail server answers. No mail is sent."""
    remedy = "Set CHORUS_SMTP_URL: smtp://user:password@host:587/?from=support@example.com"
    if settings.smtp_url is None:
        text = f"written to {settings.data_dir / 'outbox'}, not sent."
        yield warn("mail", text, remedy) if settings.is_production else ok("mail", text)
        return
    try:
        server = read_url(settings.smtp_url, default_sender="no-reply@localhost")
        greeting = await _greeting(server)
    except BadMailUrl as error:
        yield fail("mail", str(error), remedy, ExitCode.CONFIG)
        return
    except (OSError, TimeoutError) as error:
        reason = str(error) or "no response"
        yield fail("mail", f"{reason}.", "Start the mail server, or correct CHORUS_SMTP_URL.", ExitCode.UNREACHABLE)
        return
    where = f"{server.host}:{server.port}"
    if server.is_tls or greeting.startswith("220"):
        yield ok("mail", f"SMTP at {where} as {server.sender}")
    else:
        yield fail("mail", f"{where} is not a mail server.", "Correct CHORUS_SMTP_URL.", ExitCode.UNREACHABLE)


async def _greeting(server: SmtpServer) -> str:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        reader, writer = await asyncio.open_connection(server.host, server.port)
        with closing(writer):
            return "" if server.is_tls else (await reader.readline()).decode(errors="replace")


async def check_blobs(settings: Settings) -> AsyncIterator[Finding]:
    """Check that uploads can be stored."""
    directory = settings.data_dir / "blobs"
    if settings.storage_url is None and not directory.exists():
        yield ok("files", f"will be stored in {directory}")
        return
    name = urlsplit(settings.storage_url or directory.as_uri())._replace(query="").geturl()
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await open_blobs(settings.storage_url, settings.data_dir).check()
    except BadStorage as error:
        yield fail("files", f"{name}: {error}", "Correct CHORUS_STORAGE_URL.", ExitCode.CONFIG)
    except (ChorusError, OSError, TimeoutError):
        remedy = "Grant this user write access, or correct CHORUS_STORAGE_URL and its credentials."
        yield fail("files", f"cannot be stored in {name}.", remedy, ExitCode.UNREACHABLE)
    else:
        yield ok("files", f"can be stored in {name}")


async def check_knowledge(settings: Settings) -> AsyncIterator[Finding]:
    """Check that semantic search is installed and its index answers."""
    knowledge = open_knowledge(settings.data_dir, chroma_url=settings.chroma_url)
    await knowledge.close()
    if knowledge.method == "words":
        yield warn("knowledge", "keyword search only.", "Install the extra `kb` for semantic search.")
    elif settings.chroma_url is None:
        yield ok("knowledge", f"semantic search, index in {settings.data_dir}")
    else:
        yield await _chroma(settings.chroma_url)


async def _chroma(url: str) -> Finding:
    try:
        async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            (await client.get(f"{url.rstrip('/')}/api/v2/heartbeat")).raise_for_status()
    except httpx2.HTTPError as error:
        reason = str(error) or type(error).__name__
        return fail("knowledge", f"{reason}.", "Start Chroma, or correct CHORUS_CHROMA_URL.", ExitCode.UNREACHABLE)
    return ok("knowledge", f"semantic search, index in Chroma at {url}")
