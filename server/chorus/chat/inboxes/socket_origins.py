"""Which pages may open a customer's socket: ours, and those on the list of the conversation's inbox."""

from typing import Protocol

from chorus.chat.inboxes.errors import OriginRefused
from chorus.chat.inboxes.origins import is_allowed
from chorus.core.actor import Actor
from chorus.core.ids import ConversationId
from chorus.stores.postgres.database import Database


class Origins(Protocol):
    """Asked before a socket opens."""

    async def require(self, actor: Actor, origin: str | None, conversation_id: ConversationId) -> None:
        """Check the page's origin; raises `OriginRefused`."""
        ...


class SocketOrigins:
    """Reads the list anew each time, so that a change of it counts at once.

    A program outside a browser sends no origin, and needs a token and a nonce as everybody does. The widget is a frame
    of our own origin, for which nothing is read.
    """

    def __init__(self, database: Database, own_origin: str) -> None:
        self._database = database
        self._own_origin = own_origin

    async def require(self, actor: Actor, origin: str | None, conversation_id: ConversationId) -> None:
        """Check the page's origin against the conversation's inbox.

        A conversation that came by the API is in no inbox and has no list: its nonce, made for one origin, decides.

        Raises:
            OriginRefused: If the page's origin is not allowed.
        """
        if origin is None or origin == self._own_origin or not actor.is_customer:
            return
        async with self._database.transaction(actor.tenant_id) as tx:
            allowed = await tx.value(
                "SELECT i.allowed_origins FROM conversations AS c"
                " JOIN inboxes AS i ON i.tenant_id = c.tenant_id AND i.id = c.inbox_id"
                " WHERE c.tenant_id = $1 AND c.id = $2 AND c.customer_id = $3",
                tx.tenant_id,
                conversation_id,
                actor.customer_id,
            )
        if allowed is not None and not is_allowed(origin, allowed):
            raise OriginRefused
