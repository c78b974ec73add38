"""Every failure as one shape: `{"error": {code, message, retryable, retryAfterSeconds?, details?}}`."""

import errno
import math
from collections.abc import Mapping
from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from chorus.core.errors import ChorusError, InvalidError
from chorus.http.server.refusals import RequestMalformed
from chorus.protocol.constraints import constraint_of
from chorus.stores.disk import StorageFull

log = structlog.get_logger(__name__)


class BodyMalformed(RequestMalformed):
    """Not what its content type says: JSON in UTF-8, or the parts of a form."""

    message = "The request body cannot be parsed."


CODE_OF_STATUS = {
    400: BodyMalformed.code,
    401: "auth.required",
    403: "permission.denied",
    404: "resource.not_found",
    405: "request.method_not_allowed",
    413: "request.too_large",
    415: "request.unsupported_media_type",
}
FIELDS_MAX = 20
METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def install(app: FastAPI) -> None:
    """Answer all failures of the app in the one shape."""
    app.add_exception_handler(ChorusError, _chorus_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(asyncpg.DataError, _unstorable)
    app.add_exception_handler(OSError, _of_the_system)
    app.add_exception_handler(Exception, _unexpected)


def error_response(error: ChorusError) -> JSONResponse:
    """Build the response of a refusal, with `Retry-After` if it has a hint."""
    body: dict[str, Any] = {"code": error.code, "message": error.text, "retryable": error.retryable}
    headers = {}
    if error.retry_after_seconds is not None:
        body["retryAfterSeconds"] = error.retry_after_seconds
        headers["Retry-After"] = str(math.ceil(error.retry_after_seconds))
    if error.details:
        body["details"] = error.details
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": body}, status_code=error.status, headers=headers)


async def _chorus_error(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ChorusError):
        raise error
    if error.status >= 500:
        log.warning("request.refused", code=error.code)
    return error_response(error)


async def _validation_error(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    fields = [_field(found) for found in error.errors()[:FIELDS_MAX]]
    first = fields[0] if fields else {"field": "", "reason": "invalid"}
    return error_response(InvalidError(f"{first['field'] or 'body'}: {first['reason']}", fields=fields))


def _field(found: Mapping[str, Any]) -> dict[str, Any]:
    # Where and why, never the value: it may be personal.
    constraint, limit = constraint_of(found)
    refused = {
        "field": ".".join(str(part) for part in found["loc"][1:]),
        "constraint": constraint.value,
        "reason": _in_words(found["msg"]),
    }
    return refused if limit is None else {**refused, "limit": limit}


def _in_words(reason: str) -> str:
    return reason.removeprefix("Value error, ")  # pydantic's mark of our own rules


async def _unstorable(_: Request, error: Exception) -> JSONResponse:
    # A text that PostgreSQL cannot hold, a number beyond its type: the caller's mistake, whatever let it through.
    log.warning("request.unstorable", error=type(error).__name__)
    return error_response(InvalidError("The request contains characters that cannot be stored."))


async def _http_exception(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = CODE_OF_STATUS.get(error.status_code, "request.failed")
    body = {"code": code, "message": str(error.detail), "retryable": False}
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return JSONResponse({"error": body}, status_code=error.status_code, headers=headers)


def _allowed(request: Request) -> str:
    """Return all methods of this path (RFC 9110, section 10.2.1). Starlette names only those of one route."""

    def is_taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return ", ".join(method for method in METHODS if is_taken(method))


async def _of_the_system(request: Request, error: Exception) -> JSONResponse:
    # An upload is kept in a file while it comes: the disk of that file may be full.
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return await _chorus_error(request, StorageFull())
    return await _unexpected(request, error)


async def _unexpected(_: Request, error: Exception) -> JSONResponse:
    log.error("request.failed", error=type(error).__name__, exc_info=error)
    return error_response(ChorusError())
