"""Permissions on users."""

from collections.abc import Sequence

from chorus.core.actor import Actor, Role
from chorus.core.ids import UserId
from chorus.identity.errors import ScopeMissing
from chorus.identity.scopes import Scope
from chorus.identity.users.errors import LastAdmin, NotAPerson, NotByServices
from chorus.identity.users.table import User


def require_can_manage_users(actor: Actor) -> None:
    """Require an administrator or a service with the scope.

    Raises:
        ScopeMissing: If the actor has none of the scopes.
    """
    if not actor.is_user or not (actor.is_at_least(Role.ADMIN) or Scope.USERS_WRITE in actor.scopes):
        raise ScopeMissing


def require_can_give(actor: Actor, role: Role) -> None:
    """Require a user to grant the administrator role; an API key cannot.

    Raises:
        NotByServices: If an API key grants the administrator role.
    """
    if role is Role.ADMIN and not actor.is_at_least(Role.ADMIN):
        raise NotByServices


def require_person(actor: Actor) -> None:
    """Require a user, not a service.

    Raises:
        NotAPerson: If the actor is not a user.
    """
    if not actor.is_user or actor.role is None:
        raise NotAPerson


def require_another_admin(admins: Sequence[UserId], user: User) -> None:
    """Require another administrator.

    Raises:
        LastAdmin: If no other administrator would remain.
    """
    if list(admins) == [user.id]:
        raise LastAdmin
