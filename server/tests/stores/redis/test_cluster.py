"""What happens to a cluster: a slot moves, a node goes away and comes back."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from chorus.core.ids import new_id
from chorus.stores.bus.redis import CHANNELS, RedisBus, channel_of
from chorus.stores.redis.client import Redis, RedisAway
from chorus.stores.redis.cluster import is_cluster, open_cluster
from tests.conformance.bus import Inbox, envelopes
from tests.ports import free_ports
from tests.stores import cluster as clusters
from tests.stores.cluster import NODES, Cluster, cluster

PATIENCE_SECONDS = 30


async def until(fact: Callable[[], bool]) -> None:
    """Wait for it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not fact():
            await asyncio.sleep(0.01)


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Cluster]:
    """A cluster to break."""
    async with cluster(tmp_path) as found:
        yield found


@pytest.fixture
async def bus(own: Cluster) -> AsyncIterator[RedisBus]:
    """A bus on it that follows a topic of each channel."""
    redis = Redis(own.url)
    bus = RedisBus(redis)
    await bus.follow(TOPICS)
    await until(lambda: bus.is_healthy)
    yield bus
    await bus.close()
    await redis.close()


def topics_of_all_channels() -> list[str]:
    """One for each."""
    found: dict[int, str] = {}
    while len(found) < CHANNELS:
        topic = f"conversation:{new_id()}:agents"
        found.setdefault(channel_of(topic), topic)
    return sorted(found.values())


TOPICS = topics_of_all_channels()


async def bring(bus: RedisBus, inbox: Inbox, position: int) -> None:
    """Publish to each channel until all of it comes: what is published while a channel moves is lost."""
    wanted = {(topic, position) for topic in TOPICS}
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not wanted <= {(envelope.topic, envelope.position) for envelope in inbox.envelopes}:
            await bus.publish([envelope for topic in TOPICS for envelope in envelopes(topic, 1, position)])
            await asyncio.sleep(0.1)


async def test_a_channel_is_followed_to_the_node_that_its_slot_moves_to(own: Cluster, bus: RedisBus) -> None:
    inbox = Inbox(bus)
    await bring(bus, inbox, 1)
    slots = {int(await own.nodes[0].ask("CLUSTER", "KEYSLOT", channel)) for channel in bus._channels}
    for slot in slots:
        await own.move(slot)
    await bring(bus, inbox, 2)
    assert bus._redis.is_healthy


async def test_a_node_that_goes_away_is_missed_and_welcomed_back(own: Cluster, bus: RedisBus) -> None:
    inbox = Inbox(bus)
    await bring(bus, inbox, 1)
    await own.nodes[1].stop()
    await until(lambda: not bus.is_healthy)
    await bus.publish(envelopes(TOPICS[0], 1, 2))  # nothing raises

    await own.nodes[1].start()
    await own.until_whole()
    await until(lambda: bus.is_healthy)
    await bring(bus, inbox, 3)


async def test_a_cluster_that_is_not_there_yet_is_found_when_it_is(own: Cluster) -> None:
    for node in own.nodes:
        await node.stop()
    redis = Redis(own.url)
    bus = RedisBus(redis)
    inbox = Inbox(bus)
    await bus.follow(TOPICS)
    with pytest.raises(RedisAway):
        await redis.run(lambda client: client.get("x"))
    assert not bus.is_healthy

    for node in own.nodes:
        await node.start()
    await own.until_whole()
    await until(lambda: bus.is_healthy)
    await bring(bus, inbox, 1)
    await bus.close()
    await redis.close()


async def test_the_url_tells_a_cluster_from_a_server() -> None:
    assert is_cluster("redis+cluster://one:7000,two")
    assert not is_cluster("redis://one:7000/0")
    client = open_cluster("rediss+cluster://chorus:p%40ss@one:7000,two,[::1]:7001/")
    assert set(client.nodes_manager.startup_nodes) == {"one:7000", "two:6379", "::1:7001"}
    assert (client.connection_kwargs["username"], client.connection_kwargs["password"]) == ("chorus", "p@ss")


@pytest.mark.parametrize("url", ["redis+cluster://", "http+cluster://one:6379", "redis+cluster://one:port"])
async def test_what_names_no_cluster_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - settings show any
        _ = open_cluster(url)


async def test_a_cluster_whose_port_was_taken_meanwhile_starts_on_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, free = free_ports(2 * NODES), free_ports(2 * NODES)
    offered = [taken, free]
    monkeypatch.setattr(clusters, "free_ports", lambda _count: offered.pop(0))
    with socket.create_server(("127.0.0.1", taken[1])):
        async with cluster(tmp_path) as found:
            assert [node.port for node in found.nodes] == free[:NODES]
