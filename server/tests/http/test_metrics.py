"""What a process shows of itself."""

import asyncio
import urllib.request

from chorus import __version__
from chorus.http.metrics import serve_metrics
from tests.ports import free_port


def read(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return str(answer.read().decode())


async def tasks_at(port: int) -> float:
    text = await asyncio.to_thread(read, port)
    return float(next(line for line in text.splitlines() if line.startswith("asyncio_tasks ")).split()[1])


async def test_a_process_says_what_it_is_and_of_which_version() -> None:
    port = free_port()
    async with serve_metrics("presence", "127.0.0.1", port):
        told = await asyncio.to_thread(read, port)
    assert f'chorus_process{{process="presence",version="{__version__}"}} 1.0' in told


async def test_tasks_of_the_loop_are_counted() -> None:
    port, end = free_port(), asyncio.Event()
    async with serve_metrics("worker", "127.0.0.1", port):
        before = await tasks_at(port)
        waiting = [asyncio.create_task(end.wait()) for _ in range(7)]
        assert await tasks_at(port) == before + 7
        end.set()
        await asyncio.gather(*waiting)
        assert await tasks_at(port) == before
