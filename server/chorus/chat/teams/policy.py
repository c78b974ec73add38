"""Who may change teams."""

from chorus.auth.errors import ScopeMissing
from chorus.auth.scopes import Scope
from chorus.core.actor import Actor, Role


def require_can_manage_teams(actor: Actor) -> None:
    """Administrators, and services that were given the scope."""
    if not actor.is_user or not (actor.is_at_least(Role.ADMIN) or Scope.USERS_WRITE in actor.scopes):
        raise ScopeMissing
