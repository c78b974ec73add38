"""What a gateway is handed besides the exchange and the bus."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from chorus.protocol.rpc.exchange import Caller


@dataclass(frozen=True, slots=True)
class Verified:
    """A token that holds, and until when (Unix seconds)."""

    caller: Caller
    expires_at: float


class Tokens(Protocol):
    """Verifies access tokens."""

    async def verify(self, token: str) -> Verified:
        """Who holds it; raises a `ChorusError` whose code starts with `auth.` when it does not hold."""
        ...


class Presence(Protocol):
    """Is told who comes and goes; never waits and never raises."""

    def arrived(self, caller: Caller, conversation_id: UUID | None) -> None:
        """A socket of this person opened."""
        ...

    def left(self, caller: Caller, conversation_id: UUID | None) -> None:
        """A socket of this person closed."""
        ...


class NoPresence:
    """For a gateway that tells nobody."""

    def arrived(self, caller: Caller, conversation_id: UUID | None) -> None:
        """Nothing."""

    def left(self, caller: Caller, conversation_id: UUID | None) -> None:
        """Nothing."""
