"""Refusals about teams."""

from chorus.core.errors import ConflictError, InvalidError, NotFoundError


class TeamNotFound(NotFoundError):
    """Not in this tenant."""

    code = "team.not_found"
    message = "Team not found."


class TeamNameTaken(ConflictError):
    """A name is one team."""

    code = "team.name_taken"
    message = "Another team already has this name."


class TeamInUse(ConflictError):
    """Conversations name it."""

    code = "team.in_use"
    message = "This team has conversations and cannot be deleted. Rename it or remove its users instead."


class TeamUserUnknown(InvalidError):
    """Only users of the tenant can be in its teams."""

    code = "team.user_unknown"
    message = "One of these users does not exist."


class TooManyTeams(ConflictError):
    """A bound."""

    code = "team.too_many"
    message = "Team limit reached (500). Delete a team to create another one."
