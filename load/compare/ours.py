"""Our gateway alone in its process, composed as `chorus gateway` does, with an in-memory chat service."""

import argparse
import asyncio
from pathlib import Path

import uvloop

from chorus.core.clock import SystemClock
from chorus.core.gc import tune_gc
from chorus.core.observability.logs import configure
from chorus.gateway.gateway import Gateway
from chorus.identity.tokens.build import build_tokens
from chorus.processes.gateway import GatewayTokens, options_of
from chorus.processes.settings import Settings, auth_settings
from chorus.stores.bus.memory import MemoryBus
from load.compare.in_memory_chat_service import ChatInMemory


async def serve(settings: Settings) -> None:
    """Run until cancelled. There is no Redis, hence no presence; all else is the production gateway."""
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    bus = MemoryBus()
    tokens = GatewayTokens(build_tokens(auth_settings(settings), SystemClock()))
    gateway = Gateway(options_of(settings), ChatInMemory(bus), bus, tokens)
    await gateway.start()
    tune_gc()
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--secrets", type=Path, required=True)
    given = parser.parse_args()
    # Required settings that must look like addresses; neither is used.
    elsewhere = {"database_url": "postgresql://none", "redis_url": "redis://none"}
    uvloop.run(serve(Settings.load(secrets_dir=given.secrets, gateway_port=given.port, **elsewhere)))
