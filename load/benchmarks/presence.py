"""Presence while 10,000 agents connect and disconnect at once: frames, bytes, and time until everybody is informed.

Runs leases and the sweeper in one process on a real Valkey, without gateways. `--sockets` is the number of agents.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import msgspec

from chorus.core.ids import TenantId, new_id
from chorus.presence.leases import Leases
from chorus.presence.sweep import Sweeper
from chorus.protocol import topics
from chorus.protocol.envelope import Envelope
from chorus.protocol.frames import Presence
from chorus.protocol.rpc.exchange import Caller
from chorus.stores import embedded
from chorus.stores.bus.redis import RedisBus
from chorus.stores.redis.client import Redis
from load.options import RunOptions
from load.report import Metric, Report

TENANTS, GATEWAYS = 5, 4
TTL_SECONDS = 6.0
TIMEOUT_SECONDS = 300.0
# Everybody is to be informed within this time; the sweeper adds the length of a lease to a disconnect.
INFORMED_SECONDS = 30.0


@dataclass(slots=True)
class PresenceRecorder:
    """Records the presence frames that one agent of each tenant would receive."""

    frames: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    reported: dict[str, set[UUID]] = field(default_factory=lambda: {"online": set(), "offline": set()})

    def receive(self, envelope: Envelope) -> None:
        """Decode and count a frame."""
        frame = msgspec.json.decode(envelope.body, type=Presence)
        self.frames[envelope.topic] += 1
        self.bytes += len(envelope.body)
        self.reported[frame.status].update(frame.user_ids or ([frame.user_id] if frame.user_id else ()))

    def take_note(self, name: str, agents: int, cpu_seconds: float) -> str:
        """Return a line on the frames so far, and start over."""
        frames, per_tenant = sum(self.frames.values()), agents // TENANTS
        line = (
            f"- {name}: {frames} frames of {self.bytes // max(frames, 1)} bytes, {frames * per_tenant} writes"
            f" to sockets (one frame each: {agents * per_tenant}), {cpu_seconds:.2f} s of CPU"
        )
        self.frames.clear()
        self.bytes = 0
        return line


async def run(options: RunOptions) -> Report:
    """Connect all agents at once, then disconnect them."""
    report, agents = Report("presence"), options.sockets or 10_000
    connected, disconnected = [], []
    for _ in range(options.windows or 3):
        with TemporaryDirectory(prefix="chorus-presence-") as folder:
            online, offline = await _measure(report, Path(folder), agents)
        connected.append(online)
        disconnected.append(offline)
    report.add(Metric(f"{agents:,} agents connect: everybody informed after", connected, "s", INFORMED_SECONDS))
    report.add(Metric(f"{agents:,} agents disconnect: everybody informed after", disconnected, "s", INFORMED_SECONDS))
    return report


async def _measure(report: Report, folder: Path, agents: int) -> tuple[float, float]:
    async with embedded.valkey(folder) as server:
        redis = Redis(server.url, timeout_seconds=2)
        bus, recorder = RedisBus(redis), PresenceRecorder()
        bus.on_receive(recorder.receive)
        tenants = [TenantId(new_id()) for _ in range(TENANTS)]
        await bus.follow([topics.tenant_feed(tenant_id) for tenant_id in tenants])
        callers = [Caller("agent", tenants[number % TENANTS], new_id(), "agent") for number in range(agents)]
        leases = [Leases(redis, bus, ttl_seconds=TTL_SECONDS) for _ in range(GATEWAYS)]
        for gateway in leases:
            gateway.start()
        cpu = time.process_time()
        for number, caller in enumerate(callers):
            leases[number % GATEWAYS].arrived(caller, None)
        online = await _until(lambda: len(recorder.reported["online"]) == agents)
        report.note(recorder.take_note("connect", agents, time.process_time() - cpu))

        sweeping = asyncio.create_task(Sweeper(redis, bus, ttl_seconds=TTL_SECONDS).run())
        await asyncio.sleep(TTL_SECONDS + 1)
        cpu = time.process_time()
        for number, caller in enumerate(callers):
            leases[number % GATEWAYS].left(caller, None)
        offline = await _until(lambda: len(recorder.reported["offline"]) == agents)
        report.note(recorder.take_note("disconnect", agents, time.process_time() - cpu))
        sweeping.cancel()
        await asyncio.gather(*(gateway.stop() for gateway in leases))
        await bus.close()
        await redis.close()
        return online, offline


async def _until(condition: Callable[[], bool]) -> float:
    """Poll until `condition` holds and return the seconds it took."""
    began = time.monotonic()
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)
    return time.monotonic() - began
