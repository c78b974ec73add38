"""Refusals about teams."""

from chorus.core.errors import ConflictError, InvalidError, NotFoundError


class TeamNotFound(NotFoundError):
    """Not in this tenant."""

    code = "team.not_found"
    message = "There is no such team."


class TeamNameTaken(ConflictError):
    """A name is one team."""

    code = "team.name_taken"
    message = "Another team has this name already."


class TeamInUse(ConflictError):
    """Conversations name it."""

    code = "team.in_use"
    message = "Conversations belong to this team, so it stays. Rename it, or take its users out."


class TeamUserUnknown(InvalidError):
    """Only users of the tenant can be in its teams."""

    code = "team.user_unknown"
    message = "One of these users does not exist."


class TooManyTeams(ConflictError):
    """A bound."""

    code = "team.too_many"
    message = "A tenant has at most 500 teams."
