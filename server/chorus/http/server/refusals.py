"""Refusals that are sent before a request reaches the application, in the common error format."""

import json
from http import HTTPStatus

from chorus.core.errors import ChorusError

RETRY_SECONDS = 5


class HeadTooLarge(ChorusError):
    """Request line and headers have more bytes, or there are more headers, than any client of ours sends."""

    code, status = "request.head_too_large", 431
    message = "The request line and headers are too large."


class RequestMalformed(ChorusError):
    """Not HTTP/1.1 (RFC 9112)."""

    code, status = "request.malformed", 400
    message = "The request is not valid HTTP."


class HostUnclear(RequestMalformed):
    """RFC 9112, section 3.2: a request of HTTP/1.1 has exactly one valid Host."""

    message = "The request needs exactly one valid Host header."


class RequestTooSlow(ChorusError):
    """The client began a request and did not end it in time."""

    code, status = "request.timeout", 408
    message = "The request took too long to arrive."
    retryable = True


def response(error: ChorusError) -> bytes:
    """Build the whole response, after which the connection ends."""
    told: dict[str, object] = {"code": error.code, "message": error.text, "retryable": error.retryable}
    if error.retryable:
        told["retryAfterSeconds"] = RETRY_SECONDS
    body = json.dumps({"error": told}).encode()
    lines = [
        f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        *([f"retry-after: {RETRY_SECONDS}"] if error.retryable else []),
        "connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
