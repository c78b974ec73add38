"""The pages from which an inbox can be used."""

from chorus.chat.inboxes.errors import OriginRefused
from chorus.chat.inboxes.origins import is_allowed
from chorus.chat.inboxes.table import Inbox


def require_page(inbox: Inbox, *, origin: str | None, page_origin: str | None, own_origin: str) -> None:
    """Check the page of the widget and the pages that embed it.

    The widget is a frame of our own origin, so its requests carry our origin; which page is around it, only the browser
    knows for sure. So the browser keeps foreign pages out, by `frame-ancestors` on the frame itself (embed.py), and
    what the frame tells of the page (`event.origin` of the loader's first message) is checked here as well. A page
    that calls by itself carries its own origin, and has to be on the list. A program outside a browser can claim any
    origin; it gets what any visitor gets: a new customer without a past.

    Raises:
        OriginRefused: If the page's origin is not allowed.
    """
    if origin != own_origin and not is_allowed(origin, inbox.allowed_origins):
        raise OriginRefused
    if page_origin is not None and not is_allowed(page_origin, inbox.allowed_origins):
        raise OriginRefused
