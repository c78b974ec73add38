"""Who is online, over a real server: several tabs, several gateways, a killed one, and Redis away."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import pytest

from chorus.core.ids import new_id
from chorus.presence.leases import Leases
from chorus.presence.news import USERS_MAX, News
from chorus.presence.person import person_of
from chorus.presence.read import Roster, who_is_online
from chorus.presence.sweep import Sweeper
from chorus.stores import embedded
from chorus.stores.bus_memory import MemoryBus
from chorus.stores.redis import Redis, RedisAway
from chorus.wire.envelope import Envelope
from chorus.wire.exchange import Caller

TTL = 0.9


class Feed:
    """What was announced."""

    def __init__(self, bus: MemoryBus) -> None:
        self.bus = bus
        self.envelopes: list[Envelope] = []
        bus.on_receive(self.envelopes.append)

    def statuses(self, person_id: UUID) -> list[str]:
        """Of one person, in order."""
        frames = [json.loads(envelope.body) for envelope in self.envelopes]
        return [
            frame["status"]
            for frame in frames
            if str(person_id) in (frame.get("userId"), frame.get("customerId"), *frame.get("userIds", ()))
        ]


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of the shared server, or of the cluster."""
    redis = Redis(redis_url, timeout_seconds=2)
    yield redis
    await redis.close()


@pytest.fixture
def tenant_id() -> UUID:
    """A tenant of the test's own."""
    return new_id()


@pytest.fixture
async def feed(tenant_id: UUID) -> Feed:
    """Everyone who works there listens."""
    bus = MemoryBus()
    feed = Feed(bus)
    await bus.follow([f"tenant:{tenant_id}"])
    return feed


@pytest.fixture
async def start(redis: Redis, feed: Feed) -> AsyncIterator[Callable[[], Leases]]:
    """Starts the leases of one gateway."""
    started: list[Leases] = []

    def begin() -> Leases:
        leases = Leases(redis, feed.bus, ttl_seconds=TTL)
        leases.start()
        started.append(leases)
        return leases

    yield begin
    for leases in started:
        await leases.stop()


def ada(tenant_id: UUID) -> Caller:
    """Ada, agent."""
    return Caller("agent", tenant_id, new_id(), "agent", "Ada")


async def until(fact: Callable[[], bool], seconds: float = 3) -> None:
    """Wait for it."""
    async with asyncio.timeout(seconds):
        while not fact():
            await asyncio.sleep(0.01)


async def is_online(redis: Redis, tenant_id: UUID, person_id: UUID) -> bool:
    """Ask."""
    online = await who_is_online(redis, tenant_id)
    return person_id in online.users | online.customers


async def until_online(redis: Redis, who: Caller, *, expected: bool, seconds: float = 3) -> None:
    """Wait until presence says so."""
    async with asyncio.timeout(seconds):
        while await is_online(redis, who.tenant_id, who.id) is not expected:
            await asyncio.sleep(0.01)


async def test_several_tabs_are_one_person(
    start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID
) -> None:
    leases, who = start(), ada(tenant_id)
    for _ in range(3):
        leases.arrived(who, None)
    await until_online(redis, who, expected=True)
    leases.left(who, None)
    leases.left(who, None)
    await asyncio.sleep(TTL * 2)
    assert await is_online(redis, tenant_id, who.id)
    assert feed.statuses(who.id) == ["online"]
    leases.left(who, None)
    await until_online(redis, who, expected=False)


async def test_who_is_on_two_gateways_stays_while_one_of_them_has_them(
    start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID
) -> None:
    here, there, who = start(), start(), ada(tenant_id)
    here.arrived(who, None)
    there.arrived(who, None)
    await until_online(redis, who, expected=True)
    here.left(who, None)
    await asyncio.sleep(TTL * 2)
    assert await is_online(redis, tenant_id, who.id)
    assert feed.statuses(who.id) == ["online"]


async def test_a_killed_gateway_leaves_nobody_online(redis: Redis, feed: Feed, tenant_id: UUID) -> None:
    leases, who = Leases(redis, feed.bus, ttl_seconds=TTL), ada(tenant_id)
    leases.start()
    leases.arrived(who, None)
    await until_online(redis, who, expected=True)
    await until(lambda: feed.statuses(who.id) == ["online"])
    task = leases._task
    assert task is not None
    task.cancel()  # no goodbye
    await until_online(redis, who, expected=False, seconds=TTL + 2)
    sweeper = Sweeper(redis, feed.bus, ttl_seconds=TTL)
    await redis.run(lambda client: client.delete("presence:sweeper"))
    assert await sweeper.look() >= 1
    assert feed.statuses(who.id) == ["online", "offline"]


async def test_a_reload_is_no_news(start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID) -> None:
    leases, who = start(), ada(tenant_id)
    leases.arrived(who, None)
    await until_online(redis, who, expected=True)
    leases.left(who, None)
    leases.arrived(who, None)
    await asyncio.sleep(TTL * 1.5)
    assert await is_online(redis, tenant_id, who.id)
    assert feed.statuses(who.id) == ["online"]


async def test_agents_see_the_customer_of_their_conversation_come_and_go(
    start: Callable[[], Leases], redis: Redis, feed: Feed, tenant_id: UUID
) -> None:
    conversation_id = new_id()
    await feed.bus.follow([f"conversation:{conversation_id}:agents"])
    leases, bao = start(), Caller("customer", tenant_id, new_id())
    leases.arrived(bao, conversation_id)
    await until(lambda: feed.statuses(bao.id) == ["online"])
    leases.left(bao, conversation_id)
    await until_online(redis, bao, expected=False)
    await redis.run(lambda client: client.delete("presence:sweeper"))
    await Sweeper(redis, feed.bus).look()
    assert feed.statuses(bao.id) == ["online", "offline"]


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
    news, crowd = News(feed.bus), [person_of(ada(tenant_id), None) for _ in range(USERS_MAX + 3)]
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


async def test_a_sweeper_that_dies_is_followed_by_the_other(redis: Redis, feed: Feed, tenant_id: UUID) -> None:
    await redis.run(lambda client: client.delete("presence:sweeper"))
    first, second, who = Sweeper(redis, feed.bus), Sweeper(redis, feed.bus), ada(tenant_id)
    await first.look()
    leases = Leases(redis, feed.bus, ttl_seconds=0.01)
    leases.arrived(who, None)
    await leases._write_changes()
    await until_online(redis, who, expected=False)
    assert await second.look() == 0  # the first has the lock, and is heard of no more
    async with asyncio.timeout(30):
        while not await second.look():
            await asyncio.sleep(0.1)
    assert feed.statuses(who.id) == ["offline"]
    assert await first.look() == 0


async def test_one_process_sweeps_at_a_time(redis: Redis, feed: Feed) -> None:
    await redis.run(lambda client: client.delete("presence:sweeper"))
    first, second = Sweeper(redis, feed.bus), Sweeper(redis, feed.bus)
    await first.look()
    holder = await redis.run(lambda client: client.get("presence:sweeper"))
    await second.look()
    assert await redis.run(lambda client: client.get("presence:sweeper")) == holder


async def test_a_sweeper_that_just_began_declares_nobody_gone(redis: Redis, feed: Feed, tenant_id: UUID) -> None:
    who = ada(tenant_id)
    leases = Leases(redis, feed.bus, ttl_seconds=0.01)
    leases.arrived(who, None)
    await leases._write_changes()
    await until_online(redis, who, expected=False)
    await redis.run(lambda client: client.delete("presence:sweeper"))
    sweeper = Sweeper(redis, feed.bus, ttl_seconds=60)
    sweeper.be_quiet()
    assert await sweeper.look() == 0
    assert "offline" not in feed.statuses(who.id)


async def test_another_tenants_people_are_not_shown(start: Callable[[], Leases], redis: Redis, tenant_id: UUID) -> None:
    leases, who = start(), ada(tenant_id)
    leases.arrived(who, None)
    await until_online(redis, who, expected=True)
    assert not (await who_is_online(redis, new_id())).users


async def test_while_redis_is_away_the_last_known_holds_and_nobody_is_declared_gone(
    tmp_path: Path, feed: Feed, tenant_id: UUID
) -> None:
    data, who, late = tmp_path / "vk", ada(tenant_id), ada(tenant_id)
    async with embedded.valkey(data) as server:
        redis = Redis(server.url, timeout_seconds=0.1)
        leases, roster = Leases(redis, feed.bus, ttl_seconds=TTL), Roster(redis)
        sweeper = Sweeper(redis, feed.bus, ttl_seconds=TTL)
        sweeping = asyncio.create_task(sweeper.run())
        leases.start()
        leases.arrived(who, None)
        await until_online(redis, who, expected=True)
        assert (await roster.who_is_online(tenant_id)).users == {who.id}
    await asyncio.sleep(TTL * 2)
    held = await roster.who_is_online(tenant_id)
    assert held.users == {who.id}
    assert held.is_approximate
    leases.arrived(late, None)
    await until(lambda: feed.statuses(late.id) == ["online"])
    assert json.loads(feed.envelopes[-1].body)["approximate"] is True
    with pytest.raises(RedisAway):
        await who_is_online(redis, tenant_id)
    for path in data.glob("**/appendonlydir"):
        shutil.rmtree(path)  # it comes back empty
    async with embedded.valkey(data):
        await until(lambda: redis.is_healthy)
        await until_online(redis, who, expected=True, seconds=6)
        await until_online(redis, late, expected=True, seconds=6)
        await asyncio.sleep(TTL * 2)
        assert "offline" not in feed.statuses(who.id) + feed.statuses(late.id)
        assert not (await roster.who_is_online(tenant_id)).is_approximate
        sweeping.cancel()
        await leases.stop()
        await redis.close()
