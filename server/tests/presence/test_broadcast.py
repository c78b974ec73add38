"""What colleagues are told, and what not."""

from collections.abc import Callable
from uuid import UUID

from chorus.presence.broadcast import USERS_MAX, PresenceBroadcaster
from chorus.presence.leases import Leases
from chorus.presence.person import person_of
from chorus.presence.sweep import Sweeper
from chorus.stores.redis.client import Redis
from tests.presence.conftest import Feed
from tests.presence.people import ada, until, until_online


async def test_many_who_come_and_go_at_once_are_few_frames(
    start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID
) -> None:
    leases, crowd = start(), [ada(tenant_id) for _ in range(300)]
    for who in crowd:
        leases.arrived(who, None)
    await until(lambda: all(feed.statuses(who.id) == ["online"] for who in crowd), seconds=30)
    assert len(feed.envelopes) <= 3
    for who in crowd:
        leases.left(who, None)
    for who in crowd:
        await until_online(redis, who, expected=False, seconds=30)
    await redis.run(lambda client: client.delete("presence:sweeper"))
    sweeper = Sweeper(redis, feed.bus)
    looks = 0
    while not all(feed.statuses(who.id) == ["online", "offline"] for who in crowd):
        await sweeper.look()
        looks += 1
    assert (looks, len(feed.envelopes)) <= (2, 5)


async def test_who_is_gone_before_it_was_told_is_not_told(feed: Feed, tenant_id: UUID) -> None:
    news, crowd = PresenceBroadcaster(feed.bus), [person_of(ada(tenant_id), None) for _ in range(USERS_MAX + 3)]
    people = [person for person in crowd if person is not None]
    news.add(people, is_online=True)
    await news.tell()
    gone, leaving, back = people[-3:]
    news.limit(gone, seconds=0)
    news.limit(leaving, seconds=60)
    news.limit(back, seconds=0)
    news.unlimit(back)
    await news.tell()
    assert [len(feed.statuses(person.id)) for person in people] == [1] * USERS_MAX + [0, 1, 1]
    assert len(feed.envelopes) == 2


async def test_who_reloads_before_it_was_told_is_told(
    start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID
) -> None:
    leases, first, who = start(), ada(tenant_id), ada(tenant_id)
    leases.arrived(first, None)
    await until(lambda: feed.statuses(first.id) == ["online"])  # and then nothing is told for a tick
    leases.arrived(who, None)
    await until(lambda: any(person.id == who.id for person in leases._news._users.get(tenant_id, ())))
    leases.left(who, None)
    leases.arrived(who, None)
    await until(lambda: feed.statuses(who.id) == ["online"])


async def test_who_comes_back_after_the_lease_is_told_though_nobody_swept(
    redis: Redis, feed: Feed, tenant_id: UUID
) -> None:
    leases, who = Leases(redis, feed.bus, ttl_seconds=0.01), ada(tenant_id)
    for _ in range(2):
        leases.arrived(who, None)
        await leases._write_changes()
        await leases._news.tell()
        await until_online(redis, who, expected=False)
        leases.left(who, None)
    assert feed.statuses(who.id) == ["online", "online"]
