"""Read who is connected."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from uuid import UUID

from chorus.presence.keys import ONLINE, people_of
from chorus.presence.person import person_named
from chorus.stores.redis.client import Client, Redis, RedisAway

TENANTS_MAX = 10_000
# After an outage each gateway writes its people down again with its next beat.
RETURN_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class Online:
    """The people of a tenant. `is_approximate`: Redis is away, and this is what was known last."""

    users: frozenset[UUID] = frozenset()
    customers: frozenset[UUID] = frozenset()
    is_approximate: bool = False


async def who_is_online(redis: Redis, tenant_id: UUID) -> Online:
    """Return whose lease is valid; raises `RedisAway`."""

    async def work(client: Client) -> list[bytes]:
        found: list[bytes] = await client.eval(ONLINE, 1, people_of(tenant_id))
        return found

    people = [person_named(tenant_id, member) for member in await redis.run(work)]
    return Online(
        frozenset(person.id for person in people if person.is_user),
        frozenset(person.id for person in people if not person.is_user),
    )


class OnlineUsers:
    """The same, remembered: while Redis is away it says what was known last and that it is approximate; so also when it
    has come back empty, until those who were known are written down again.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._known: OrderedDict[UUID, Online] = OrderedDict()

    async def who_is_online(self, tenant_id: UUID) -> Online:
        """Return who is online. Never raises."""
        try:
            found = await who_is_online(self._redis, tenant_id)
        except RedisAway:
            return replace(self._known.get(tenant_id, Online()), is_approximate=True)
        known = self._known.get(tenant_id, Online())
        if self._redis.has_returned_within(RETURN_SECONDS) and not known.users <= found.users:
            return Online(known.users | found.users, known.customers | found.customers, is_approximate=True)
        self._known[tenant_id] = found
        self._known.move_to_end(tenant_id)
        if len(self._known) > TENANTS_MAX:
            self._known.popitem(last=False)
        return found
