"""Checks through `PUBLIC_URL`: does it lead here, does the proxy on the way let files through, do we trust it?"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import closing
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
from prometheus_client.parser import text_string_to_metric_families

from chorus.cli.doctor.finding import Finding, ok, warn
from chorus.http.server.proxies import METRIC, OTHERS, remedy
from chorus.processes.settings import Settings

TIMEOUT_SECONDS, AT_ONCE_SECONDS = 5.0, 1.5
KIB, MIB = 1024, 1024**2
TRIED_BYTES = 2 * MIB
STEP_BYTES = 16 * KIB


async def check_proxy(settings: Settings) -> AsyncIterator[Finding]:
    """Check the public address from outside; only where the API runs."""
    async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as http:
        if await _peers(http, settings) is None:
            return  # does not run here: nothing to ask
        base = settings.public_url.rstrip("/")
        trouble = await _trouble(http, base)
        if trouble:
            text = f"{base}/health: {trouble}."
            remedy_text = "Check DNS, TLS and the proxy. The address may still be reachable from elsewhere."
            yield warn("proxy", text, remedy_text)
        else:
            yield await _uploads(http, settings)
        peers = await _peers(http, settings) or []
        for peer in peers:
            text = f"requests come from {peer} with X-Forwarded-For, which is not in CHORUS_TRUSTED_PROXIES."
            yield warn("proxy", text, remedy(peer))
        if not trouble and not peers:
            yield ok("proxy", f"{base} leads here, without an unknown proxy")


async def _peers(http: httpx2.AsyncClient, settings: Settings) -> list[str] | None:
    """Return the peers that forward without being trusted; None if no API runs."""
    host = f"[{settings.metrics_host}]" if ":" in settings.metrics_host else settings.metrics_host
    try:
        answer = await http.get(f"http://{host}:{settings.api_metrics_port}/metrics")
        families = list(text_string_to_metric_families(answer.text))
    except (httpx2.HTTPError, ValueError):
        return None
    samples = [sample for family in families if family.name == METRIC for sample in family.samples]
    return [
        sample.labels["peer"]
        for sample in samples
        if sample.name.endswith("_total") and sample.labels["peer"] != OTHERS
    ]


async def _trouble(http: httpx2.AsyncClient, base: str) -> str | None:
    """Return why the public address does not lead here, or None."""
    try:
        answer = await http.get(f"{base}/health")
    except httpx2.HTTPError as error:
        return str(error) or type(error).__name__
    if _json(answer) == {"status": "ok"}:
        return None
    return f"another server answers ({answer.status_code})"


async def _uploads(http: httpx2.AsyncClient, settings: Settings) -> Finding:
    """Send 2 MB as a file would be sent. Ours says that nobody is logged in; another answer is the proxy's."""
    wanted = settings.attachment_max_bytes // MIB + 1
    refused = await _refused(http, settings, TRIED_BYTES)
    if refused is None:
        if await _is_refused_at_once(settings, wanted * MIB):
            text = f"{TRIED_BYTES // MIB} MB are accepted, but the proxy refuses {wanted} MB (413)."
            return warn("uploads", text, remedy_for(wanted))
        return ok("uploads", f"{TRIED_BYTES // MIB} MB are accepted, and {wanted} MB are not refused")
    if refused.status_code != 413:
        text = f"{TRIED_BYTES // MIB} MB through {settings.public_url}: a proxy answers {refused.status_code}."
        return warn("uploads", text, "Check the proxy's log.")
    passes, fails = 0, TRIED_BYTES
    while fails - passes > STEP_BYTES:
        middle = (passes + fails) // 2
        if await _refused(http, settings, middle) is None:
            passes = middle
        else:
            fails = middle
    name = refused.headers.get("server", "the proxy")
    text = f"{name} refuses files of more than {fails / MIB:.1f} MB (413): customers cannot send them."
    return warn("uploads", text, remedy_for(wanted))


def remedy_for(megabytes: int) -> str:
    """Return the remedy for whoever runs the proxy."""
    return f"Allow {megabytes} MB, in nginx with `client_max_body_size {megabytes}m;`."


async def _is_refused_at_once(settings: Settings, size: int) -> bool:
    """Announce so many bytes and send none: a proxy with a smaller limit answers by the announcement alone."""
    url = urlsplit(settings.public_url)
    head = (
        f"POST {url.path.rstrip('/')}/v1/conversations/{uuid4()}/attachments HTTP/1.1\r\nHost: {url.netloc}\r\n"
        f"Content-Type: multipart/form-data; boundary=probe\r\nContent-Length: {size}\r\n\r\n"
    )
    is_tls = url.scheme == "https"
    try:
        async with asyncio.timeout(AT_ONCE_SECONDS):
            reader, writer = await asyncio.open_connection(
                url.hostname, url.port or (443 if is_tls else 80), ssl=is_tls or None
            )
            with closing(writer):
                writer.write(head.encode())
                return b" 413 " in await reader.readline()
    except (OSError, TimeoutError, ValueError):
        return False  # whoever waits for the bytes takes them


async def _refused(http: httpx2.AsyncClient, settings: Settings, size: int) -> httpx2.Response | None:
    """Return the response of a proxy in front; None if the whole request reached Chorus."""
    url = f"{settings.public_url.rstrip('/')}/v1/conversations/{uuid4()}/attachments"
    envelope = b'--probe\r\nContent-Disposition: form-data; name="file"; filename="probe"\r\n\r\n%s\r\n--probe--\r\n'
    content = envelope % bytes(size - len(envelope) + 2)
    headers = {"content-type": "multipart/form-data; boundary=probe"}
    try:
        answer = await http.post(url, content=content, headers=headers)
    except httpx2.HTTPError as error:
        # Who resets the line instead of answering refuses as well.
        return httpx2.Response(413, headers={"server": f"a proxy ({type(error).__name__})"})
    told = _json(answer)
    return None if isinstance(told, dict) and "error" in told else answer


def _json(answer: httpx2.Response) -> object:
    try:
        found: object = answer.json()
    except json.JSONDecodeError:
        return None
    return found
