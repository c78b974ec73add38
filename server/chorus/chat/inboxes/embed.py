"""How a site carries the widget: the snippet, and the header that keeps the widget out of every other site."""

import html
from uuid import UUID

from chorus.chat.inboxes.errors import InboxNotFound
from chorus.chat.inboxes.queries import find_open, tenant_of
from chorus.chat.inboxes.table import Inbox
from chorus.core.ids import InboxId
from chorus.stores.database import Database

NOBODY = "frame-ancestors 'none'"


def snippet_of(inbox: Inbox, public_url: str) -> str | None:
    """What goes before the end of the body of each page."""
    if inbox.channel != "web":
        return None
    source = html.escape(f"{public_url.rstrip('/')}/widget/chorus.js", quote=True)
    return f'<script src="{source}" data-inbox="{inbox.id}" async></script>'


async def frame_ancestors(database: Database, inbox_id: str | None) -> str:
    """The Content-Security-Policy directive of the widget's page for an inbox: these sites may frame it, no others."""
    try:
        wanted = InboxId(UUID(inbox_id or ""))
        async with database.transaction(await tenant_of(database, wanted)) as tx:
            inbox = await find_open(tx, wanted)
    except (ValueError, InboxNotFound):
        return NOBODY
    # Each is an exact origin (origins.py), so none can end the directive.
    return f"frame-ancestors {' '.join(inbox.allowed_origins)}" if inbox.allowed_origins else NOBODY
