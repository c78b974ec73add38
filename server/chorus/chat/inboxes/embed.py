"""Embedding on a site: the snippet, and the header that keeps the widget off every other site."""

import base64
import hashlib
import html
import json
from collections.abc import Sequence
from uuid import UUID

from chorus.chat.inboxes.errors import InboxNotFound
from chorus.chat.inboxes.origins import ORIGIN_MAX, is_allowed
from chorus.chat.inboxes.queries import find_open, tenant_of
from chorus.chat.inboxes.table import Inbox
from chorus.core.ids import InboxId
from chorus.stores.postgres.database import Database

NOBODY = "frame-ancestors 'none'"
PAGES_MAX = 10


def snippet_of(inbox: Inbox, public_url: str) -> str | None:
    """Return the snippet that goes before the closing body tag of each page."""
    if inbox.channel != "web":
        return None
    source = html.escape(f"{public_url.rstrip('/')}/widget/chorus.js", quote=True)
    return f'<script src="{source}" data-inbox="{inbox.id}" async></script>'


async def sites_of(database: Database, inbox_id: str | None) -> Sequence[str]:
    """Return the origins that may frame the widget's page for an inbox; none where there is no such open inbox."""
    try:
        wanted = InboxId(UUID(inbox_id or ""))
        async with database.transaction(await tenant_of(database, wanted)) as tx:
            return (await find_open(tx, wanted)).allowed_origins
    except (ValueError, InboxNotFound):
        return ()


def frame_ancestors(sites: Sequence[str]) -> str:
    """Return the Content-Security-Policy directive of the widget's page: these sites may frame it, no others."""
    # Each is an exact origin (origins.py), so none can end the directive.
    return f"frame-ancestors {' '.join(sites)}" if sites else NOBODY


def stranger_among(pages: str, sites: Sequence[str]) -> str | None:
    """Return the first page around the frame, as the loader names them, that is not allowed; None if all are.

    A page that names itself wrongly gains nothing: the browser holds `frame-ancestors` against what is really there.
    """
    return next((page for page in pages.split()[:PAGES_MAX] if not is_allowed(page, sites)), None)


def refusal_of(page: str) -> tuple[str, str]:
    """Build the page that tells the loader that the chat is not available here, and its policy. Any site may frame it.

    Without it the browser shows a broken page of its own for as long as somebody looks at it.
    """
    # Nothing in a script may end it: `<` is written as an escape, which JSON and JavaScript read alike.
    told = json.dumps({"chorus": 1, "type": "refused", "page": page[:ORIGIN_MAX]}).replace("<", "\\u003c")
    script = f'parent.postMessage({told},"*")'
    sha256 = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    document = f"<!doctype html><meta charset=utf-8><title>Chat</title><script>{script}</script>"
    return document, f"default-src 'none'; script-src 'sha256-{sha256}'; base-uri 'none'; form-action 'none'"
