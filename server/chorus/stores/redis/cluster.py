"""A Redis Cluster: its URL, its client, and the connection that carries a sharded channel.

`redis+cluster://name:password@one:6379,two:6379`, or `rediss+cluster://…` with TLS. Any node of it is enough.
"""

from typing import Any
from urllib.parse import unquote

from redis.asyncio.cluster import ClusterNode, RedisCluster

MARK = "+cluster://"
PORT = 6379


def is_cluster(url: str) -> bool:
    """Return whether a URL names a cluster."""
    return MARK in url


def open_cluster(url: str, **options: Any) -> RedisCluster:
    """Open the client.

    Raises:
        ValueError: If the value has another form.
    """
    scheme, _, rest = url.partition(MARK)
    credentials, _, places = rest.partition("/")[0].rpartition("@")
    name, _, password = credentials.partition(":")
    nodes = [_node(place) for place in places.split(",") if place]
    if scheme not in ("redis", "rediss") or not nodes:
        raise ValueError("A cluster's URL is redis+cluster://host:port,host:port or rediss+cluster://…")
    return RedisCluster(
        startup_nodes=nodes,
        username=unquote(name) or None,
        password=unquote(password) or None,
        ssl=scheme == "rediss",
        **options,
    )


async def connection_to(client: RedisCluster, channel: str, *, is_lost: bool) -> Any:
    """Create a connection, not yet connected, to the current node of a channel."""
    untyped: Any = client
    await untyped.initialize()
    if is_lost:
        await untyped.nodes_manager.initialize()
    node = untyped.get_node_from_key(channel)
    return node.connection_class(**node.connection_kwargs)


async def require_whole(client: RedisCluster) -> None:
    """Check that all nodes answer and cover all slots; raises redis-py's exceptions."""
    await client.ping(target_nodes=RedisCluster.PRIMARIES)
    await client.get("chorus:probe")


def _node(place: str) -> ClusterNode:
    host, _, port = place.rpartition(":") if ":" in place.rpartition("]")[2] else (place, "", "")
    return ClusterNode(host.strip("[]"), int(port or PORT))
