"""The exchange's view of identity: nonces, revoked log-ins, statuses."""

from collections.abc import Sequence
from uuid import UUID

from chorus.core.actor import Actor
from chorus.identity.logins.logins import lost
from chorus.identity.services import Auth
from chorus.identity.tokens.nonces import Bearer
from chorus.identity.users.set_status import set_status
from chorus.stores.postgres.database import Database


class AuthGate:
    """Implements `chat.rpc.exchange.Gate`."""

    def __init__(self, auth: Auth, database: Database) -> None:
        self._auth = auth
        self._database = database

    async def spend(self, nonce: str, *, actor: Actor, origin: str | None, conversation_id: UUID | None) -> None:
        """Spend the nonce; raises `NonceRefused` when it was made for something else or is spent."""
        bearer = Bearer(actor.tenant_id, actor.id, origin, conversation_id)
        await self._auth.spent_nonces.spend(self._auth.nonces.verify(nonce, bearer))

    async def lost(self, login_ids: Sequence[UUID]) -> list[UUID]:
        """Return the revoked ones among these log-ins."""
        return list(await lost(self._database, login_ids))

    async def declare(self, actor: Actor, status: str) -> None:
        """Set the declared status of a user."""
        async with self._database.transaction(actor.tenant_id) as tx:
            await set_status(tx, actor, status)
