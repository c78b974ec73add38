"""Refusals about customers."""

from chorus.core.errors import ForbiddenError, InvalidError, NotFoundError


class CustomerNotFound(NotFoundError):
    """There is none, or it is another tenant's."""

    code = "customer.not_found"
    message = "Customer not found."


class CustomerBlocked(ForbiddenError):
    """A user of the tenant has blocked them."""

    code = "customer.blocked"
    message = "This chat is not available to you."


class AttributesTooLarge(InvalidError):
    """A bound on what a customer's row may weigh."""

    code = "customer.attributes_too_large"
    message = "A customer's attributes can have at most 8 KB."
