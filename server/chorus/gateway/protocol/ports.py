"""Ports of the gateway besides the exchange and the bus."""

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
        """Verify a token; raises a `ChorusError` whose code starts with `auth.`."""
        ...


class Presence(Protocol):
    """Is told who comes and goes; never waits and never raises."""

    def arrived(self, caller: Caller, conversation_id: UUID | None) -> None:
        """Record that a socket of this person was opened."""
        ...

    def left(self, caller: Caller, conversation_id: UUID | None) -> None:
        """Record that a socket of this person was closed."""
        ...


class NoPresence:
    """A presence port that does nothing."""

    def arrived(self, caller: Caller, conversation_id: UUID | None) -> None:
        """Do nothing."""

    def left(self, caller: Caller, conversation_id: UUID | None) -> None:
        """Do nothing."""
