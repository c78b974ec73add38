"""Who may change teams."""

from chorus.core.actor import Actor, Role
from chorus.identity.errors import ScopeMissing
from chorus.identity.scopes import Scope


def require_can_manage_teams(actor: Actor) -> None:
    """Administrators, and services that were given the scope."""
    if not actor.is_user or not (actor.is_at_least(Role.ADMIN) or Scope.USERS_WRITE in actor.scopes):
        raise ScopeMissing
