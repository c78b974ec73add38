"""What it costs when many agents come and go at once: frames, bytes and the time until everybody knows.

`python -m load.presence [--agents 10000] [--tenants 5] [--gateways 4]`, in one process over a real Valkey.
"""

import argparse
import asyncio
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import msgspec

from chorus.core.ids import new_id
from chorus.presence.leases import Leases
from chorus.presence.sweep import Sweeper
from chorus.protocol import topics
from chorus.protocol.envelope import Envelope
from chorus.protocol.frames import Presence
from chorus.protocol.rpc.exchange import Caller
from chorus.stores import embedded
from chorus.stores.bus.redis import RedisBus
from chorus.stores.redis.client import Redis

TTL_SECONDS = 6.0
PATIENCE_SECONDS = 300.0


class Ear:
    """An agent of each tenant: what it is told."""

    def __init__(self, bus: RedisBus) -> None:
        self.frames: Counter[str] = Counter()
        self.bytes = 0
        self.told: dict[str, set[UUID]] = {"online": set(), "offline": set()}
        bus.on_receive(self.hear)

    def hear(self, envelope: Envelope) -> None:
        """One frame, as each agent of the tenant would get it."""
        frame = msgspec.json.decode(envelope.body, type=Presence)
        self.frames[envelope.topic] += 1
        self.bytes += len(envelope.body)
        self.told[frame.status].update(frame.user_ids or ([frame.user_id] if frame.user_id else ()))


async def until(fact: Callable[[], bool]) -> float:
    """Wait for it; the seconds it took."""
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not fact():
            await asyncio.sleep(0.01)
    return time.monotonic() - began


def report(what: str, ear: Ear, seconds: float, cpu: float, agents: int, tenants: int) -> None:
    """A line."""
    frames = sum(ear.frames.values())
    writes = frames * agents // tenants
    naive = agents * (agents // tenants)
    print(
        f"{what}: all told after {seconds:.1f} s; {frames} frames of {ear.bytes // max(frames, 1)} bytes; "
        f"{writes} writes to sockets (one frame each: {naive}); {cpu:.2f} s of CPU"
    )
    ear.frames.clear()
    ear.bytes = 0


async def measure(agents: int, tenants: int, gateways: int) -> None:
    """Everybody comes at once, then goes."""
    with TemporaryDirectory(prefix="chorus-presence-") as folder:
        async with embedded.valkey(Path(folder)) as server:
            redis = Redis(server.url, timeout_seconds=2)
            bus = RedisBus(redis)
            ear = Ear(bus)
            firms = [new_id() for _ in range(tenants)]
            await bus.follow([topics.tenant_feed(firm) for firm in firms])
            crowd = [Caller("agent", firms[number % tenants], new_id(), "agent") for number in range(agents)]
            leases = [Leases(redis, bus, ttl_seconds=TTL_SECONDS) for _ in range(gateways)]
            sweeper = Sweeper(redis, bus, ttl_seconds=TTL_SECONDS)
            for one in leases:
                one.start()
            cpu = time.process_time()
            for number, who in enumerate(crowd):
                leases[number % gateways].arrived(who, None)
            seconds = await until(lambda: len(ear.told["online"]) == agents)
            report("come", ear, seconds, time.process_time() - cpu, agents, tenants)

            sweeping = asyncio.create_task(sweeper.run())
            await asyncio.sleep(TTL_SECONDS + 1)
            cpu = time.process_time()
            for number, who in enumerate(crowd):
                leases[number % gateways].left(who, None)
            seconds = await until(lambda: len(ear.told["offline"]) == agents)
            report("go", ear, seconds, time.process_time() - cpu, agents, tenants)
            sweeping.cancel()
            for one in leases:
                await one.stop()
            await bus.close()
            await redis.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--tenants", type=int, default=5)
    parser.add_argument("--gateways", type=int, default=4)
    given = parser.parse_args()
    asyncio.run(measure(given.agents, given.tenants, given.gateways))
