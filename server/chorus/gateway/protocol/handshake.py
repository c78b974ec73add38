"""An HTTP upgrade request, read: which socket, which tokens, from where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from uuid import UUID

from multidict import CIMultiDict

SUBPROTOCOL = "chorus.v1"
AGENT_PATH = "/ws/v1/agent"
CONVERSATION_PATH = re.compile(r"/ws/v1/conversations/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")
Network = IPv4Network | IPv6Network


class SocketKind(StrEnum):
    """The two kinds of sockets."""

    CONVERSATION = "conversation"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A parsed upgrade request. `token` and `nonce` may follow in the first frame."""

    kind: SocketKind
    conversation_id: UUID | None
    token: str
    nonce: str
    origin: str | None
    forwarded_for: str


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer in plain HTTP instead of an upgrade."""

    status: int
    body: bytes
    retry_after_seconds: int | None = None


NOT_FOUND = HttpAnswer(404, b"There is no socket at this path.\n")
NO_SUBPROTOCOL = HttpAnswer(400, b"Ask for the subprotocol chorus.v1.\n")


def read_upgrade(path: str, headers: CIMultiDict[str]) -> Upgrade | HttpAnswer:
    """Parse an upgrade request; return the reason if it is refused."""
    path = path.partition("?")[0]
    match = CONVERSATION_PATH.fullmatch(path)
    if match is None and path != AGENT_PATH:
        return NOT_FOUND
    offered = [word.strip() for line in headers.getall("Sec-WebSocket-Protocol", []) for word in line.split(",")]
    if SUBPROTOCOL not in offered:
        return NO_SUBPROTOCOL
    return Upgrade(
        kind=SocketKind.CONVERSATION if match else SocketKind.AGENT,
        conversation_id=UUID(match[1]) if match else None,
        token=_value_of("bearer.", offered),
        nonce=_value_of("nonce.", offered),
        origin=headers.get("Origin"),
        forwarded_for=", ".join(headers.getall("X-Forwarded-For", [])),
    )


def _value_of(prefix: str, offered: Sequence[str]) -> str:
    return next((word.removeprefix(prefix) for word in offered if word.startswith(prefix)), "")


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return the nearest address that no trusted proxy vouches past.

    A client can write the header, so read it backwards.
    """
    address = peer
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    while hops and is_trusted(address, trusted):
        address = _without_port(hops.pop())
    return _counted_as(address)


def _without_port(hop: str) -> str:
    """Strip the port that some proxies append (`203.0.113.9:4711`, `[2001:db8::1]:4711`); each socket would count as
    an address.
    """
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    try:
        found = _parsed(address)
    except ValueError:
        return address == "" and bool(trusted)  # a unix socket: only a proxy on this machine reaches it
    return any(found in network for network in trusted if network.version == found.version)


def _parsed(address: str) -> IPv4Address | IPv6Address:
    # Who listens on IPv6 too sees `::ffff:10.1.1.1` for 10.1.1.1.
    found = ip_address(address)
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _counted_as(address: str) -> str:
    """Return the /64 of an IPv6 address, because one person holds all of it."""
    try:
        found = _parsed(address)
    except ValueError:
        return address[:64]
    return str(IPv6Network((int(found) >> 64 << 64, 64)) if isinstance(found, IPv6Address) else found)
