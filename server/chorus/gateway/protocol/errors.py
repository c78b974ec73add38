"""Refusals of the gateway, and the close codes they lead to."""

from chorus.core.errors import ForbiddenError, InvalidError, NotFoundError, TooManyRequestsError
from chorus.protocol import close_codes as closes
from chorus.protocol.close_codes import Close


class FrameInvalid(InvalidError):
    """The frame is JSON, but not part of the protocol."""

    code = "frame.invalid"
    message = "This is not a valid frame."


class AlreadyOpen(InvalidError):
    """`auth` came a second time."""

    code = "auth.already_done"
    message = "This socket is already authenticated."


class NotYourConversation(NotFoundError):
    """The frame names a conversation that this socket does not serve."""

    code = "conversation.not_found"
    message = "This socket is not subscribed to the conversation."


class TooManySubscriptions(TooManyRequestsError):
    """The socket has reached its limit of subscriptions."""

    code = "subscription.too_many"
    message = "Too many subscriptions on this socket. Unsubscribe from some conversations."


class TooManySockets(TooManyRequestsError):
    """The person, address or tenant has reached its limit of sockets."""

    code = "socket.too_many"
    message = "Too many open sockets. Close some, or try again later."


class OnlyAgents(ForbiddenError):
    """A customer asked for what agents do."""

    code = "permission.denied"
    message = "Only agents can do this."


CLOSE_OF = {
    "auth.login_lost": closes.REVOKED,
    "auth.nonce_refused": closes.NONCE_REFUSED,
    "auth.token_expired": closes.TOKEN_EXPIRED,
    "inbox.origin_refused": closes.FORBIDDEN,
    "permission.denied": closes.FORBIDDEN,
    "server.busy": closes.OVERLOADED,
    "server.unavailable": closes.OVERLOADED,
    "socket.too_many": closes.LIMIT,
    "limit.reached": closes.LIMIT,
}


def close_of(code: str) -> Close:
    """Return the close code for a refusal to open."""
    noun, _, reason = code.partition(".")
    if code in CLOSE_OF:
        return CLOSE_OF[code]
    if reason == "not_found":
        return closes.NOT_FOUND
    return closes.UNAUTHENTICATED if noun == "auth" else closes.FAILED
