"""Closes the sockets of log-ins that are no longer good: logged out, disabled, password changed."""

import asyncio
from uuid import UUID

from chorus.gateway.endpoint import Endpoint
from chorus.gateway.upstream.dispatch import Dispatcher
from chorus.protocol.close_codes import REVOKED
from chorus.protocol.rpc.exchange import Recheck, Revoked

BATCH = 2_000


class Revocation:
    """Asks about all open log-ins every few seconds, in one question per two thousand."""

    def __init__(self, dispatcher: Dispatcher, seconds: float) -> None:
        self._dispatcher = dispatcher
        self._seconds = seconds
        self._endpoints: dict[UUID, set[Endpoint]] = {}

    @property
    def login_ids(self) -> set[UUID]:
        """Those behind the open sockets."""
        return set(self._endpoints)

    def watch(self, endpoint: Endpoint, login_id: UUID | None) -> None:
        """Watch the log-in of an opened socket."""
        if login_id is not None:
            self._endpoints.setdefault(login_id, set()).add(endpoint)

    def unwatch(self, endpoint: Endpoint, login_id: UUID | None) -> None:
        """Stop watching a closed socket."""
        found = self._endpoints.get(login_id) if login_id is not None else None
        if found is not None and login_id is not None:
            found.discard(endpoint)
            if not found:
                del self._endpoints[login_id]

    async def run(self) -> None:
        """Run for as long as the gateway lives."""
        while True:
            await asyncio.sleep(self._seconds)
            await self.look()

    async def look(self) -> None:
        """Check once."""
        login_ids = list(self._endpoints)
        for start in range(0, len(login_ids), BATCH):
            answer = await self._dispatcher.ask(Recheck(login_ids[start : start + BATCH]))
            if isinstance(answer, Revoked):
                self._close(answer.login_ids)

    def _close(self, login_ids: list[UUID]) -> None:
        for login_id in login_ids:
            for endpoint in tuple(self._endpoints.get(login_id, ())):
                endpoint.hang_up(REVOKED)
