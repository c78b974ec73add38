"""Log-ins that are good, and those that are not any more."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from chorus.core.actor import Actor
from chorus.core.ids import UserId
from chorus.identity.errors import LoginRevoked
from chorus.stores.postgres.database import Database, Tx

# A log-out holds everywhere within 5 s: the sockets ask every 2 s, and so does the API for each log-in it sees.
RECHECK_SECONDS = 2.0
WATCHED_MAX = 20_000
ENDED_KEPT = timedelta(days=30)


async def lost(database: Database, login_ids: Iterable[UUID]) -> set[UUID]:
    """Return the revoked ones among these ids. An id belongs to a log-in, an API key or an external issuer's user."""
    wanted = list(set(login_ids))
    if not wanted:
        return set()
    rows = await database.unscoped("SELECT lookup_lost_logins($1)", wanted)
    return {row[0] for row in rows}


async def revoke(tx: Tx, login_id: UUID, at: datetime) -> None:
    """Revoke one log-in."""
    await tx.execute(
        "UPDATE logins SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL",
        tx.tenant_id,
        login_id,
        at,
    )


async def revoke_all(tx: Tx, user_id: UserId, at: datetime, *, but: UUID | None = None) -> int:
    """Revoke all log-ins of a user, optionally except one. Return their number."""
    return await tx.execute(
        "UPDATE logins SET revoked_at = $3"
        " WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL AND id IS DISTINCT FROM $4",
        tx.tenant_id,
        user_id,
        at,
        but,
    )


async def forget_ended(tx: Tx, user_id: UserId, at: datetime) -> None:
    """Delete a user's log-ins that ended a while ago; done at each log-in, so that they cannot pile up."""
    await tx.execute(
        "DELETE FROM logins WHERE tenant_id = $1 AND user_id = $2 AND least(expires_at, revoked_at) < $3",
        tx.tenant_id,
        user_id,
        at - ENDED_KEPT,
    )


class LoginWatch:
    """Tells for each request whether its log-in still holds, asking PostgreSQL at most every 2 s for each."""

    def __init__(self, database: Database, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._monotonic = monotonic
        self._known: OrderedDict[tuple[UUID, UUID], tuple[bool, float]] = OrderedDict()

    async def require_good(self, actor: Actor) -> None:
        """Check that the log-in is valid. Customers have no log-in.

        Raises:
            LoginRevoked: If the log-in was revoked.
        """
        if actor.login_id is None:
            return
        key = (actor.tenant_id, actor.login_id)
        is_valid, until = self._known.get(key, (False, 0.0))
        if until <= self._monotonic():
            is_valid = await self._ask(actor, actor.login_id)
            self._known[key] = (is_valid, self._monotonic() + RECHECK_SECONDS)
            self._known.move_to_end(key)
            if len(self._known) > WATCHED_MAX:
                self._known.popitem(last=False)
        if not is_valid:
            raise LoginRevoked

    def forget(self, login_id: UUID) -> None:
        """Drop a cached log-in, because this process has just revoked it."""
        for key in [key for key in self._known if key[1] == login_id]:
            del self._known[key]

    async def _ask(self, actor: Actor, login_id: UUID) -> bool:
        if await lost(self._database, [login_id]):
            return False
        if login_id != actor.id or actor.role is None:
            return True
        # An outside issuer's token: its word for the tenant is checked against the user's own row.
        async with self._database.transaction(actor.tenant_id) as tx:
            return bool(
                await tx.value("SELECT true FROM users WHERE tenant_id = $1 AND id = $2", tx.tenant_id, actor.id)
            )
