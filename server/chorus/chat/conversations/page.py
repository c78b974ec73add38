"""The page of a site on which a conversation was opened. It is shown to agents, and never fetched."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from chorus.protocol.constraints import Constraint, broken

PAGE_MAX = 2000


def _page(address: object) -> object:
    # Without what may hold secrets: query, fragment, user and password.
    if not isinstance(address, str):
        return address
    # Also what would turn the direction of the text around, and what browsers read otherwise than we do.
    if not address.isprintable() or " " in address or "\\" in address:
        raise broken(Constraint.URI, "an address has no spaces, backslashes or control characters")
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme not in {"http", "https"} or not host:
        raise broken(Constraint.URI, "an address begins with http:// or https:// and a host")
    return f"{parts.scheme}://{host}{parts.path}"


Page = Annotated[str, BeforeValidator(_page), Field(max_length=PAGE_MAX, pattern="^https?://")]
"""An address as it is kept; the bound is on what is left of it."""
