"""The Prometheus metrics of a process."""

import asyncio
from collections import defaultdict

from load.stack.stack import Stack


async def scrape(stack: Stack, name: str = "gateway-1") -> dict[str, float]:
    """Return every sample by name, summed over its labels."""
    reader, writer = await asyncio.open_connection("127.0.0.1", stack.ports[f"metrics {name}"])
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    text = (await reader.read()).decode()
    writer.close()
    assert text.startswith(("HTTP/1.0 200", "HTTP/1.1 200")), f"{text}\n{stack.log_tail(name)}"
    found: dict[str, float] = defaultdict(float)
    for line in text.partition("\r\n\r\n")[2].splitlines():
        label, _, value = line.rpartition(" ")
        if label and not line.startswith("#"):
            found[label.partition("{")[0]] += float(value)
    return found


async def wait_for_sockets(stack: Stack, count: int, *, seconds: float = 60.0) -> None:
    """Wait until the gateway has `count` sockets."""
    async with asyncio.timeout(seconds):
        while (await scrape(stack))["ws_connections"] != count:
            await asyncio.sleep(0.1)
