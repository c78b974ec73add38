"""Refused credentials and tokens. None says more than the caller may know."""

from chorus.core.errors import (
    ChorusError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnauthenticatedError,
)


class BadKeys(ChorusError):
    """The configured keys cannot be used; found at start, never by a caller."""

    code, status = "auth.bad_keys", 500
    message = "The configured signing keys are not usable."


class TokenRefused(UnauthenticatedError):
    """Not a token of ours, or not one for this purpose."""

    code = "auth.token_refused"
    message = "This token is not valid. Log in again."


class TokenExpired(UnauthenticatedError):
    """The token has expired."""

    code = "auth.token_expired"
    message = "This token has expired. Refresh it."


class LoginRevoked(UnauthenticatedError):
    """Logged out, disabled, or the password or role has changed."""

    code = "auth.login_lost"
    message = "You were logged out. Log in again."


class BadCredentials(UnauthenticatedError):
    """One answer for a wrong password, an unknown address and a disabled user."""

    code = "auth.bad_credentials"
    message = "Incorrect e-mail address or password."


class RefreshRefused(UnauthenticatedError):
    """Unknown, expired, or already used; a used one has ended the log-in."""

    code = "auth.refresh_refused"
    message = "Your log-in has ended. Log in again."


class NonceRefused(UnauthenticatedError):
    """Forged, expired, spent, or made for somebody or something else."""

    code = "auth.nonce_refused"
    message = "This nonce is not valid. Request a new one."


class IdentityRefused(UnauthenticatedError):
    """The site's statement about its customer does not hold."""

    code = "auth.identity_refused"
    message = "The signed identity is not valid."


class TenantRequired(InvalidError):
    """The same address and password fit several tenants; the details name them, since the password was right."""

    code = "auth.tenant_required"
    message = "This e-mail address belongs to several tenants. Specify the tenant."


class PasswordTooShort(InvalidError):
    """Length is the only rule."""

    code = "auth.password_too_short"
    message = "The password must have at least 10 characters."


class PasswordTooLong(InvalidError):
    """A bound on what is hashed."""

    code = "auth.password_too_long"
    message = "The password must have at most 256 characters."


class ScopeMissing(ForbiddenError):
    """The token holds, but not for this."""

    code = "auth.scope_missing"
    message = "Your role or API key does not allow this."


class ScopeUnknown(InvalidError):
    """A key was to get a scope that does not exist or that keys may not have."""

    code = "auth.scope_unknown"
    message = "This scope does not exist or cannot be granted to an API key."


class ApiKeyNotFound(NotFoundError):
    """No such key here."""

    code = "api_key.not_found"
    message = "API key not found."


class TooManyApiKeys(ConflictError):
    """The tenant has reached its limit of API keys."""

    code = "api_key.too_many"
    message = "API key limit reached (100). Revoke an unused key to create another one."
