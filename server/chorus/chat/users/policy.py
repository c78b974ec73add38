"""Who may change users."""

from chorus.auth.errors import ScopeMissing
from chorus.auth.scopes import Scope
from chorus.chat.users.errors import LastAdmin, NotAPerson, NotByServices
from chorus.chat.users.queries import lock_admins
from chorus.chat.users.table import User
from chorus.core.actor import Actor, Role
from chorus.stores.database import Tx


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


async def require_another_admin(tx: Tx, user: User) -> None:
    """Raises `LastAdmin` when nobody else could undo what is about to happen to this one."""
    if user.role is Role.ADMIN and not user.is_disabled and await lock_admins(tx) == [user.id]:
        raise LastAdmin
