"""The one error family. Each refusal is a class of its own, in the `errors.py` of its noun."""

from typing import Any, ClassVar


class ChorusError(Exception):
    """A refusal with a stable code, rendered once for HTTP and once for the socket.

    `status` is the HTTP status, `retryable` tells a client that the same request may succeed later,
    `retry_after_seconds` when. `details` is machine-readable and holds no personal data.
    """

    code: ClassVar[str] = "server.failed"
    status: ClassVar[int] = 500
    message: ClassVar[str] = "Something went wrong on our side."
    retryable: ClassVar[bool] = False

    def __init__(self, text: str | None = None, *, retry_after_seconds: float | None = None, **details: Any) -> None:
        super().__init__(text or self.message)
        self.retry_after_seconds = retry_after_seconds
        self.details = details

    @property
    def text(self) -> str:
        """The sentence for a person."""
        return str(self)


class NotFoundError(ChorusError):
    """The object does not exist, or the actor may not see it."""

    code, status = "resource.not_found", 404
    message = "Not found."


class ForbiddenError(ChorusError):
    """The actor may see the thing but not do this to it."""

    code, status = "permission.denied", 403
    message = "You do not have permission to do this."


class UnauthenticatedError(ChorusError):
    """No token, or one that does not hold."""

    code, status = "auth.required", 401
    message = "Log in first."


class InvalidError(ChorusError):
    """The input is well-formed but breaks a rule."""

    code, status = "request.invalid", 422
    message = "The request is not valid."


class ConflictError(ChorusError):
    """The thing is no longer in the state that the request assumes."""

    code, status = "request.conflict", 409
    message = "This has changed in the meantime. Reload and try again."


class TooManyRequestsError(ChorusError):
    """A limit was reached; the hint says when to come back."""

    code, status = "limit.reached", 429
    message = "Too many requests. Try again shortly."
    retryable = True


class BusyError(ChorusError):
    """The process is at its bound and refuses instead of queueing without end."""

    code, status = "server.busy", 503
    message = "The server is overloaded. Try again shortly."
    retryable = True


class UnavailableError(ChorusError):
    """A part we depend on is away."""

    code, status = "server.unavailable", 503
    message = "Part of the service is unavailable. Try again shortly."
    retryable = True
