"""Refusals about inboxes."""

from chorus.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, UnauthenticatedError


class InboxNotFound(NotFoundError):
    """There is none, it is disabled, or it is somebody else's."""

    code = "inbox.not_found"
    message = "Inbox not found."


class BadOrigin(InvalidError):
    """Not an exact origin."""

    code = "inbox.bad_origin"
    message = "An allowed origin consists of scheme, host and port, such as https://www.example.com."


class OriginRefused(ForbiddenError):
    """The page is not on the inbox's list."""

    code = "inbox.origin_refused"
    message = "This site may not use this inbox. Add its origin to the inbox."


class InboxInUse(ConflictError):
    """Its conversations rest on it."""

    code = "inbox.in_use"
    message = "This inbox has conversations. Disable it instead."


class IdentitySecretMissing(InvalidError):
    """Identities cannot be demanded where none can be verified."""

    code = "inbox.identity_secret_missing"
    message = "Set an identity secret first."


class IdentityKeyRefused(InvalidError):
    """A public key that cannot verify."""

    code = "inbox.identity_key_refused"
    message = "The key must be a public key in PEM format: RSA (at least 2048 bits), P-256 or Ed25519."


class IdentityRequired(UnauthenticatedError):
    """The inbox serves known customers only."""

    code = "inbox.identity_required"
    message = "This chat is for customers who are logged in to the site."
