"""Permissions on teams."""

from chorus.core.actor import Actor, Role
from chorus.identity.errors import ScopeMissing
from chorus.identity.scopes import Scope


def require_can_manage_teams(actor: Actor) -> None:
    """Require an administrator or a service with the scope.

    Raises:
        ScopeMissing: If the actor has none of the scopes.
    """
    if not actor.is_user or not (actor.is_at_least(Role.ADMIN) or Scope.USERS_WRITE in actor.scopes):
        raise ScopeMissing
