"""Close codes as a table: what happened, and whether the client should come back.

1000-1015 are RFC 6455 section 7.4.1 and the IANA registry's; 4000-4999 are ours.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Close:
    """A close code."""

    code: int
    name: str
    reconnect: bool


NORMAL = Close(1000, "normal", reconnect=False)
GOING_AWAY = Close(1001, "going_away", reconnect=True)
PROTOCOL_ERROR = Close(1002, "protocol_error", reconnect=False)
UNSUPPORTED_DATA = Close(1003, "unsupported_data", reconnect=False)
INVALID_PAYLOAD = Close(1007, "invalid_payload", reconnect=False)
POLICY = Close(1008, "policy", reconnect=False)
TOO_BIG = Close(1009, "too_big", reconnect=False)
FAILED = Close(1011, "failed", reconnect=True)
RESTART = Close(1012, "restart", reconnect=True)
OVERLOADED = Close(1013, "overloaded", reconnect=True)
SLOW = Close(4008, "slow", reconnect=True)
UNAUTHENTICATED = Close(4401, "unauthenticated", reconnect=False)
TOKEN_EXPIRED = Close(4402, "token_expired", reconnect=True)
FORBIDDEN = Close(4403, "forbidden", reconnect=False)
NOT_FOUND = Close(4404, "not_found", reconnect=False)
AUTH_TIMEOUT = Close(4405, "auth_timeout", reconnect=True)
NONCE_REFUSED = Close(4406, "nonce_refused", reconnect=True)
REVOKED = Close(4407, "revoked", reconnect=False)
LIMIT = Close(4429, "limit", reconnect=True)

CLOSES = {
    close.code: close
    for close in (
        NORMAL,
        GOING_AWAY,
        PROTOCOL_ERROR,
        UNSUPPORTED_DATA,
        INVALID_PAYLOAD,
        POLICY,
        TOO_BIG,
        FAILED,
        RESTART,
        OVERLOADED,
        SLOW,
        UNAUTHENTICATED,
        TOKEN_EXPIRED,
        FORBIDDEN,
        NOT_FOUND,
        AUTH_TIMEOUT,
        NONCE_REFUSED,
        REVOKED,
        LIMIT,
    )
}
