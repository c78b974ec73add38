"""What a gateway keeps of a socket goes with it, and waits for no collector: that comes by rarely (core/gc.py)."""

import asyncio
import gc
from collections import Counter
from uuid import UUID

from chorus.gateway.gateway import Gateway
from tests.gateway.fakes import Client

SOCKETS = 5


async def test_what_a_socket_was_is_gone_when_it_is_gone(gateway: Gateway, bao: str, conversation_id: UUID) -> None:
    gc.collect()
    gc.disable()
    try:
        for _ in range(SOCKETS):
            client = await Client.open(gateway.port, bao, conversation_id=conversation_id)
            await client.until("welcome")
            client.socket.transport.abort()
        async with asyncio.timeout(10):
            while gateway.endpoints:
                await asyncio.sleep(0.01)
        # The wheel lets go of them when it comes round.
        for slot in gateway.wheel._slots:
            slot.clear()
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        rings = Counter(type(one).__name__ for one in gc.garbage if type(one).__module__.startswith("chorus."))
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert rings == {}
