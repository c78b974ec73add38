"""Three masters of a cluster, on loopback: real servers, small and quick to see that one is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from chorus.stores.embedded.valkey_server import _installed
from tests.ports import free_ports

NODES = 3
SLOTS = 16_384
PATIENCE_SECONDS, ANSWER_SECONDS = 30, 5
ATTEMPTS = 5


@dataclass(slots=True)
class Node:
    """One master."""

    folder: Path
    port: int
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """With what it knew before."""
        self.folder.mkdir(exist_ok=True)
        settings = {
            "port": str(self.port),
            "cluster-port": str(self.port + NODES),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "cluster-enabled": "yes",
            "cluster-node-timeout": "1000",
            "save": "",
            "daemonize": "no",
        }
        command = [part for name, value in settings.items() for part in (f"--{name}", value)]
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(str(_installed()), *command, stdout=log, stderr=log)

    async def stop(self) -> None:
        """Gone, without a word."""
        if self.process is not None:
            if self.process.returncode is None:
                self.process.kill()
            await self.process.wait()
            self.process = None

    @property
    def has_ended(self) -> bool:
        """By itself: it could not listen, for example."""
        return self.process is not None and self.process.returncode is not None

    async def ask(self, *command: Any) -> Any:
        """One command, to this node alone."""
        client: Any = Redis(port=self.port, socket_timeout=PATIENCE_SECONDS)
        async with client:
            return await client.execute_command(*command)


@dataclass(slots=True)
class Cluster:
    """The nodes."""

    nodes: list[Node] = field(default_factory=list)

    @property
    def url(self) -> str:
        """With one node that is enough, and one more."""
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.nodes[:2])

    async def until_whole(self) -> None:
        """All know all."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            for node in self.nodes:
                while not await self._is_whole(node):
                    await asyncio.sleep(0.02)

    async def _is_whole(self, node: Node) -> bool:
        try:
            told = str(await node.ask("CLUSTER", "INFO"))
        except (OSError, RedisError):
            return False
        return "cluster_state:ok" in told and f"cluster_known_nodes:{NODES}" in told

    async def move(self, slot: int) -> None:
        """Give a slot, and what is in it, to the next node."""
        ids = [str((await node.ask("CLUSTER", "MYID")).decode()) for node in self.nodes]
        owner = slot * NODES // SLOTS
        target = (owner + 1) % NODES
        # Said beforehand, so that the new owner raises its epoch and nobody's gossip takes the slot back.
        await self.nodes[target].ask("CLUSTER", "SETSLOT", slot, "IMPORTING", ids[owner])
        await self.nodes[owner].ask("CLUSTER", "SETSLOT", slot, "MIGRATING", ids[target])
        for number in (target, owner, *(number for number in range(NODES) if number not in (target, owner))):
            await self.nodes[number].ask("CLUSTER", "SETSLOT", slot, "NODE", ids[target])


class NodeEnded(Exception):
    """A node ended while its cluster was being made."""


@asynccontextmanager
async def cluster(folder: Path) -> AsyncIterator[Cluster]:
    """For the length of the block."""
    found = await _started(folder)
    try:
        yield found
    finally:
        for node in found.nodes:
            await node.stop()


async def _started(folder: Path) -> Cluster:
    # Between the look for free ports and a node's start another program of this machine may take one.
    for attempt in range(ATTEMPTS):
        found = Cluster([Node(folder / str(port), port) for port in free_ports(2 * NODES)[:NODES]])
        try:
            for node in found.nodes:
                await node.start()
            await _join(found)
        except BaseException as error:
            for node in found.nodes:
                await node.stop()
            if not isinstance(error, NodeEnded) or attempt == ATTEMPTS - 1:
                raise
        else:
            return found
    raise AssertionError("there are attempts")


async def _join(found: Cluster) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        for number, node in enumerate(found.nodes):
            while True:
                try:
                    async with asyncio.timeout(ANSWER_SECONDS):  # whoever has the port instead may answer nothing
                        await node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
                    break
                except (OSError, RedisError) as error:
                    if node.has_ended:
                        raise NodeEnded((node.folder / "log").read_text()) from error
                    await asyncio.sleep(0.02)
            first, last = -(-number * SLOTS // NODES), -(-(number + 1) * SLOTS // NODES) - 1
            await node.ask("CLUSTER", "ADDSLOTSRANGE", first, last)
    for node in found.nodes[1:]:
        await found.nodes[0].ask("CLUSTER", "MEET", "127.0.0.1", node.port, node.port + NODES)
    await found.until_whole()
