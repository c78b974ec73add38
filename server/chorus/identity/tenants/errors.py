"""Refusals about tenants."""

from chorus.core.errors import ConflictError, InvalidError, NotFoundError


class TenantNotFound(NotFoundError):
    """It was removed."""

    code = "tenant.not_found"
    message = "There is no such tenant."


class SlugTaken(ConflictError):
    """Slugs are unique over the installation."""

    code = "tenant.slug_taken"
    message = "Another tenant has this short name already."


class BadSlug(InvalidError):
    """What the table allows."""

    code = "tenant.bad_slug"
    message = "A short name has small letters, digits and hyphens, at most 63."
