"""Refusals about tenants."""

from chorus.core.errors import ConflictError, InvalidError, NotFoundError


class TenantNotFound(NotFoundError):
    """The tenant does not exist."""

    code = "tenant.not_found"
    message = "Tenant not found."


class SlugTaken(ConflictError):
    """Slugs are unique over the installation."""

    code = "tenant.slug_taken"
    message = "Another tenant already has this short name."


class BadSlug(InvalidError):
    """The short name is not valid."""

    code = "tenant.bad_slug"
    message = "A short name consists of at most 63 lower-case letters, digits and hyphens."
