"""The timer of files."""

from typing import Any, Protocol

from chorus.chat.attachments.remove_unsent import remove_unsent
from chorus.identity.tenants import queries as tenants
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
    for tenant_id in await tenants.enabled(deps.database):
        await remove_unsent(deps.database, deps.blobs, tenant_id)


PERIODIC = {"attachments.remove_unsent": ("17 * * * *", remove_unsent_everywhere)}
