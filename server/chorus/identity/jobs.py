"""Timers of auth."""

from typing import Any, Protocol

from chorus.identity.tokens.nonces import forget_spent
from chorus.stores.postgres.database import Database


class AuthDeps(Protocol):
    """Dependencies of the timers."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...


async def forget_nonces(deps: AuthDeps, **_: Any) -> None:
    """Drop spent nonces that have expired."""
    await forget_spent(deps.database)


PERIODIC = {"nonces.forget": ("* * * * *", forget_nonces)}
