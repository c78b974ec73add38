"""The timer of files."""

from typing import Any, Protocol

from chorus.chat.attachments.remove_unsent import remove_unsent
from chorus.core.ids import TenantId
from chorus.stores.blobs.port import Blobs
from chorus.stores.postgres.database import Database


class FileDeps(Protocol):
    """Dependencies of the timer."""

    @property
    def database(self) -> Database:
        """The application role's pool."""
        ...

    @property
    def blobs(self) -> Blobs:
        """Where the bytes are."""
        ...


async def remove_unsent_everywhere(deps: FileDeps, **_: Any) -> None:
    """Remove unsent attachments of all tenants."""
    for row in await deps.database.door("SELECT * FROM door_tenants()"):
        await remove_unsent(deps.database, deps.blobs, TenantId(row[0]))


PERIODIC = {"attachments.remove_unsent": ("17 * * * *", remove_unsent_everywhere)}
