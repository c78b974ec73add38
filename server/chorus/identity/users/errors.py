"""Refusals about users."""

from chorus.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError


class UserNotFound(NotFoundError):
    """Not in this tenant."""

    code = "user.not_found"
    message = "User not found."


class EmailTaken(ConflictError):
    """An address is one user of a tenant."""

    code = "user.email_taken"
    message = "Another user already has this e-mail address."


class LastAdmin(ConflictError):
    """The change would leave no administrator."""

    code = "user.last_admin"
    message = "This is the last administrator. Make another user an administrator first."


class NotByServices(ForbiddenError):
    """A key must not turn into a person with more rights than it has."""

    code = "user.not_by_services"
    message = "Only administrators can grant the administrator role, not API keys."


class WrongPassword(InvalidError):
    """The present password was asked for and was not it."""

    code = "user.wrong_password"
    message = "Incorrect current password."


class NotAPerson(ForbiddenError):
    """A service has no status and no password."""

    code = "user.not_a_person"
    message = "Only a person can do this."
