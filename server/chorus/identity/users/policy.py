"""Who may change users."""

from collections.abc import Sequence

from chorus.core.actor import Actor, Role
from chorus.core.ids import UserId
from chorus.identity.errors import ScopeMissing
from chorus.identity.scopes import Scope
from chorus.identity.users.errors import LastAdmin, NotAPerson, NotByServices
from chorus.identity.users.table import User


def require_can_manage_users(actor: Actor) -> None:
    """Administrators, and services that were given the scope."""
    if not actor.is_user or not (actor.is_at_least(Role.ADMIN) or Scope.USERS_WRITE in actor.scopes):
        raise ScopeMissing


def require_can_give(actor: Actor, role: Role) -> None:
    """No key makes itself an administrator."""
    if role is Role.ADMIN and not actor.is_at_least(Role.ADMIN):
        raise NotByServices


def require_person(actor: Actor) -> None:
    """A user, not a service."""
    if not actor.is_user or actor.role is None:
        raise NotAPerson


def require_another_admin(admins: Sequence[UserId], user: User) -> None:
    """Raises `LastAdmin` when nobody else could undo what is about to happen to this one."""
    if list(admins) == [user.id]:
        raise LastAdmin
