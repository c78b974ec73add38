"""Origins: exact, as a browser serialises them (RFC 6454 section 6). No patterns, so no tricks with suffixes. Pure."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from chorus.chat.inboxes.errors import BadOrigin

PORTS = {"http": 80, "https": 443}
ORIGIN_MAX = 300
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def exact_origin(text: str) -> str:
    """Return the origin as browsers send it.

    The result goes into a header, so each character is accounted for.

    Raises:
        BadOrigin: If it is not exactly one origin.
    """
    parts = _split(text.strip())
    if parts.scheme not in PORTS or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise BadOrigin
    if any(letter in text for letter in "*?#%\\"):
        raise BadOrigin
    host, port = _host(parts.hostname or ""), _port(parts)
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, PORTS[parts.scheme]) else "")


def origin_of(url: str) -> str:
    """Return the origin of one of our own addresses."""
    parts = _split(url)
    return exact_origin(f"{parts.scheme}://{parts.netloc}")


def is_allowed(origin: str | None, allowed: Iterable[str]) -> bool:
    """Return whether the origin, as sent by a browser, is on the list.

    `null` (sandboxes, files) and an empty one never are.
    """
    if not origin or len(origin) > ORIGIN_MAX:
        return False
    # Compared as it came: what a browser sends is in the one spelling already, and what is not was not sent by one.
    return origin in set(allowed)


def _split(text: str) -> SplitResult:
    if not text or len(text) > ORIGIN_MAX or not text.isprintable() or " " in text:
        raise BadOrigin
    try:
        return urlsplit(text)
    except ValueError as error:
        raise BadOrigin from error


def _host(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _name(host)
    return f"[{address}]" if address.version == 6 else str(address)


def _name(host: str) -> str:
    try:
        ascii_host = host.lower() if host.isascii() else host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise BadOrigin from error
    labels = ascii_host.split(".")
    if len(ascii_host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise BadOrigin
    return ascii_host


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError as error:
        raise BadOrigin from error
