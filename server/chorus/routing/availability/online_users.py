"""The availability of users: their status joined with the connections that presence observes."""

from typing import Final, Literal
from uuid import UUID

from chorus.core.ids import TenantId, UserId
from chorus.presence.read import Online, OnlineUsers
from chorus.protocol.model import WireModel
from chorus.stores.postgres.database import Database, Tx

OFFLINE: Final = "offline"


class UserPresence(WireModel):
    """One user: offline without a connection, else as declared."""

    user_id: UUID
    status: Literal["available", "busy", "away", "offline"]
    is_connected: bool


class PresenceList(WireModel):
    """All users of the tenant. `isApproximate`: Redis is down, and this is the last known state."""

    items: list[UserPresence]
    is_approximate: bool


async def read_presence(tx: Tx, online: Online) -> PresenceList:
    """Return all enabled users of the tenant with their presence."""
    rows = await tx.records(
        "SELECT id, declared_status FROM users WHERE tenant_id = $1 AND disabled_at IS NULL ORDER BY name, id",
        tx.tenant_id,
    )
    items = [
        UserPresence(
            user_id=row["id"],
            status=row["declared_status"] if row["id"] in online.users else OFFLINE,
            is_connected=row["id"] in online.users,
        )
        for row in rows
    ]
    return PresenceList(items=items, is_approximate=online.is_approximate)


class AvailableAgents:
    """Implements `routing.availability.port.AgentAvailability`: connected, and declared available."""

    def __init__(self, database: Database, roster: OnlineUsers) -> None:
        self._database = database
        self._roster = roster

    async def available(self, tenant_id: TenantId) -> list[UserId]:
        """Return the users who may be offered a conversation now."""
        online = await self._roster.who_is_online(tenant_id)
        if not online.users:
            return []
        async with self._database.transaction(tenant_id) as tx:
            rows = await tx.records(
                "SELECT id FROM users WHERE tenant_id = $1 AND id = ANY ($2) AND disabled_at IS NULL"
                " AND declared_status = 'available'",
                tenant_id,
                list(online.users),
            )
        return [UserId(row["id"]) for row in rows]

    async def presence(self, tenant_id: TenantId) -> PresenceList:
        """Return the presence of all users, for the console."""
        online = await self._roster.who_is_online(tenant_id)
        async with self._database.transaction(tenant_id) as tx:
            return await read_presence(tx, online)
